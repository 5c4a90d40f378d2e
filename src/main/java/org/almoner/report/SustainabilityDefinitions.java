package org.almoner.report;

import static org.almoner.report.SustainabilityPdf.text;

import java.util.ArrayList;
import java.util.List;
import org.almoner.report.SustainabilityReport.Definition;

/** The last page of the sustainability report: how each of its figures is computed. */
final class SustainabilityDefinitions {

    private final SustainabilityReport report;
    private final Sheet sheet;

    SustainabilityDefinitions(SustainabilityReport report, Sheet sheet) {
        this.report = report;
        this.sheet = sheet;
    }

    /** Each metric in a few lines; what is the same for most is said once. */
    void print() {
        sheet.turn();
        sheet.heading(text("definitions.heading"), 60);
        sheet.subheading(text("definitions.all"), 40);
        var common = report.definitions().get(0);
        sheet.note(basis(common, null));
        for (Definition each : report.definitions()) {
            sheet.subheading(
                    each.name() + " (" + each.id() + ", "
                            + text("definitions.version", "version", String.valueOf(each.version())) + ")",
                    26);
            var own = basis(each, common);
            sheet.note(own.isEmpty() ? each.formula() : each.formula() + " " + own);
        }
    }

    private String basis(Definition own, Definition common) {
        var said = new ArrayList<String>();
        basis(said, "definitions.population", own.population(), common == null ? null : common.population());
        basis(said, "definitions.dates", own.dates(), common == null ? null : common.dates());
        basis(said, "definitions.currency", own.currency(), common == null ? null : common.currency());
        basis(said, "definitions.refunds", own.refunds(), common == null ? null : common.refunds());
        return String.join(" ", said);
    }

    private static void basis(List<String> said, String key, String own, String common) {
        if (!own.equals(common)) {
            said.add(text(key) + ": " + own);
        }
    }
}
