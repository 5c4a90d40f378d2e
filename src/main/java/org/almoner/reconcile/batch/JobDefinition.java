package org.almoner.reconcile.batch;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What we read of a job definition ourselves: its steps in their order, to show those that are still to come. */
final class JobDefinition {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private JobDefinition() {}

    /** @throws UnknownJob when no definition has that name */
    static List<String> steps(String job) {
        if (!NAME.matcher(job).matches()) {
            throw new UnknownJob(job);
        }
        var loader = Thread.currentThread().getContextClassLoader();
        try (InputStream definition = loader.getResourceAsStream("META-INF/batch-jobs/" + job + ".xml")) {
            if (definition == null) {
                throw new UnknownJob(job);
            }
            return steps(definition);
        } catch (IOException | XMLStreamException e) {
            throw new IllegalStateException("The definition of job " + job + " cannot be read", e);
        }
    }

    private static List<String> steps(InputStream definition) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader reader = factory.createXMLStreamReader(definition);
        List<String> steps = new ArrayList<>();
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT
                    && reader.getLocalName().equals("step")) {
                steps.add(reader.getAttributeValue(null, "id"));
            }
        }
        return steps;
    }
}
