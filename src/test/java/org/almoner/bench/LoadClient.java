package org.almoner.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A bounded HTTP client that costs little itself: prepared bytes over kept-alive loopback sockets, one request at a time
 * on each.
 */
final class LoadClient {

    /**
     * What came of a run.
     *
     * @param perSecond answered requests a second
     * @param p50 median latency in microseconds; p99 likewise
     * @param statuses how many answers had which status
     */
    record Outcome(long perSecond, long p50, long p99, Map<Integer, Integer> statuses) {}

    private final int port;

    LoadClient(int port) {
        this.port = port;
    }

    /** A request as bytes, for {@link #run}. */
    static byte[] post(String path, byte[] body, String... headers) {
        StringBuilder head = new StringBuilder(
                "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        byte[] start = head.append("Content-Length: ")
                .append(body.length)
                .append("\r\n\r\n")
                .toString()
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    /**
     * Sends all requests over a number of connections.
     *
     * @param rate requests a second over all connections, or 0 for as fast as they are answered; latency then counts
     *     from the moment a request was due
     */
    Outcome run(List<byte[]> requests, int connections, int rate) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        long[] latencies = new long[requests.size()];
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        CountDownLatch done = new CountDownLatch(connections);
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            Thread thread = new Thread(() -> {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(30_000);
                    InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
                    OutputStream out = socket.getOutputStream();
                    for (int n = next.getAndIncrement(); n < requests.size(); n = next.getAndIncrement()) {
                        long due = rate == 0 ? System.nanoTime() : start + n * 1_000_000_000L / rate;
                        while (rate != 0 && System.nanoTime() < due) {
                            LockSupport.parkNanos(due - System.nanoTime());
                        }
                        out.write(requests.get(n));
                        statuses.merge(answer(in), 1, Integer::sum);
                        latencies[n] = System.nanoTime() - due;
                    }
                } catch (IOException broken) {
                    statuses.merge(-1, 1, Integer::sum);
                } finally {
                    done.countDown();
                }
            });
            thread.start();
        }
        done.await();
        long nanos = System.nanoTime() - start;
        Arrays.sort(latencies);
        return new Outcome(
                requests.size() * 1_000_000_000L / nanos,
                latencies[latencies.length / 2] / 1_000,
                latencies[(int) (latencies.length * 0.99)] / 1_000,
                new TreeMap<>(statuses));
    }

    /** Reads one answer and tells its status. */
    private static int answer(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        long length = 0;
        boolean chunked = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        if (chunked) {
            for (int size = size(in); size > 0; size = size(in)) {
                in.skipNBytes(size + 2L);
            }
            line(in);
        } else {
            in.skipNBytes(length);
        }
        return status;
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
