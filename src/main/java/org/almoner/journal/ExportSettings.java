package org.almoner.journal;

import java.util.ArrayList;
import java.util.List;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;

/**
 * What the other system must be told about an entity.
 *
 * @param dateOrder how QuickBooks reads a day: {@code MDY} (United States) or {@code DMY}
 * @param xeroTaxRate the name of the tax rate on lines, as the organisation's Xero has it
 * @param xeroDepartment name of the tracking category for departments, empty for none
 * @param xeroProject the same for projects
 * @param datevConsultant Beraternummer, 0 while not known
 * @param datevClient Mandantennummer, 0 while not known
 * @param datevYearStart month in which the fiscal year begins, 1 to 12
 * @param datevAccountLength digits of accounts, 4 to 8
 * @param datevTransit account between two departments that meet in one entry; empty for none
 */
public record ExportSettings(
        String dateOrder,
        String xeroTaxRate,
        String xeroDepartment,
        String xeroProject,
        int datevConsultant,
        int datevClient,
        int datevYearStart,
        int datevAccountLength,
        String datevTransit) {

    public static final ExportSettings USUAL =
            new ExportSettings("MDY", "Tax Exempt", "Department", "Project", 0, 0, 1, 4, "");

    private static final int NAME_MAX = 50;

    /** @throws Rejection if a value does not hold */
    void check() {
        List<Fault> faults = new ArrayList<>();
        if (!List.of("MDY", "DMY").contains(dateOrder)) {
            faults.add(new Fault("dateOrder", "write MDY or DMY"));
        }
        text("xeroTaxRate", xeroTaxRate, 1, faults);
        text("xeroDepartment", xeroDepartment, 0, faults);
        text("xeroProject", xeroProject, 0, faults);
        number("datevConsultant", datevConsultant, 1_001, 9_999_999, faults);
        number("datevClient", datevClient, 1, 99_999, faults);
        if (datevYearStart < 1 || datevYearStart > 12) {
            faults.add(new Fault("datevYearStart", "write the month in which the fiscal year begins, 1 to 12"));
        }
        if (datevAccountLength < 4 || datevAccountLength > 8) {
            faults.add(new Fault("datevAccountLength", "write how many digits accounts have, 4 to 8"));
        }
        if (datevTransit == null || !datevTransit.matches("\\d{0,8}")) {
            faults.add(new Fault("datevTransit", "write an account of digits, or nothing"));
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
    }

    private static void text(String field, String text, int least, List<Fault> faults) {
        if (text == null
                || text.strip().length() < least
                || text.length() > NAME_MAX
                || text.chars().anyMatch(Character::isISOControl)) {
            faults.add(new Fault(field, "write a name of at most " + NAME_MAX + " characters"));
        }
    }

    private static void number(String field, int number, int least, int most, List<Fault> faults) {
        if (number != 0 && (number < least || number > most)) {
            faults.add(
                    new Fault(field, "write a number from " + least + " to " + most + ", or 0 while it is not known"));
        }
    }
}
