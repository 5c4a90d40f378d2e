package org.almoner.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.core.VeraPDFException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** The verdict of the PDF Association's validator on what our documents claim: PDF/A-2a and PDF/UA-1. */
public final class VeraPdf {

    static {
        Logger.getLogger("org.verapdf").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
    }

    private VeraPdf() {}

    /** Each clause of the two norms that a document breaks, with what is wrong; empty for one that holds. */
    public static List<String> faults(byte[] pdf) {
        var faults = new ArrayList<String>();
        for (var flavour : List.of(PDFAFlavour.PDFA_2_A, PDFAFlavour.PDFUA_1)) {
            try (var parser = Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf), flavour);
                    var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                var verdict = validator.validate(parser);
                verdict.getTestAssertions().stream()
                        .map(fault -> flavour.getId() + " " + fault.getRuleId().getClause() + ": " + fault.getMessage())
                        .distinct()
                        .forEach(faults::add);
                if (!verdict.isCompliant() && faults.isEmpty()) {
                    faults.add(flavour.getId() + " is not held");
                }
            } catch (VeraPDFException | IOException unreadable) {
                faults.add(flavour.getId() + ": " + unreadable);
            }
        }
        return faults;
    }
}
