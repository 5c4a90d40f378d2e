package org.almoner.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An SMTP server that answers as told: to the longest beginning of a line that the script knows, else with consent. */
final class ScriptedServer implements AutoCloseable {
    static final String HANG_UP = "hang up";
    static final String SILENCE = "silence";

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, String> script;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    ScriptedServer(Map<String, String> script) throws IOException {
        this.script = script;
        Thread thread = new Thread(this::accept, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    List<String> heard() {
        return heard;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                connections.incrementAndGet();
                talk(client);
            } catch (IOException gone) {
                // The client or the test ended the talk.
            }
        }
    }

    private void talk(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = client.getOutputStream();
        say(out, "220 scripted");
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (data && !line.equals(".")) {
                continue;
            }
            heard.add(line);
            String answer = answer(line, data);
            data = line.equals("DATA");
            if (answer.equals(HANG_UP)) {
                return;
            }
            if (!answer.equals(SILENCE)) {
                say(out, answer);
            }
        }
    }

    private String answer(String line, boolean data) {
        return script.entrySet().stream()
                .filter(entry -> line.startsWith(entry.getKey()))
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElse(line.equals("DATA") ? "354 go on" : data ? "250 2.0.0 taken" : "250 fine");
    }

    private static void say(OutputStream out, String answer) throws IOException {
        out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
