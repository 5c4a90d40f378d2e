package org.almoner.demo;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.almoner.demo.Donation.Codes;

/**
 * What the demo's organisation collects for.
 *
 * @param code as in metadata
 * @param name for people
 * @param fund code of the fund it feeds
 * @param sdg number of the Sustainable Development Goal it serves, 1 to 17
 * @param goalMinor in minor units of EUR
 */
public record Campaign(String code, String name, String fund, int sdg, long goalMinor) {
    /** Funds beside the general one, which every organisation has from the start: code and name. */
    static final Map<String, String> FUNDS = new TreeMap<>(Map.of(
            "education", "Schools and teachers",
            "water", "Wells and clean water",
            "relief", "Emergency relief",
            "climate", "Trees and climate"));

    private static final List<String> APPEALS = List.of("newsletter", "banner", "letter", "social");
    private static final List<String> AFFILIATES = List.of("berlin", "athens", "warsaw", "nairobi");

    /** The campaigns of a year. */
    static List<Campaign> of(int year) {
        return List.of(
                new Campaign("spring-" + year, "Spring appeal " + year, "general", 16, 4_000_000),
                new Campaign("open-classrooms-" + year, "Open classrooms", "education", 4, 3_000_000),
                new Campaign("clean-water-" + year, "Clean water for every school", "water", 6, 1_500_000),
                new Campaign("first-aid-" + year, "First aid where it is needed", "relief", 1, 2_000_000),
                new Campaign("girls-in-science-" + year, "Girls in science", "education", 5, 1_000_000),
                new Campaign("libraries-" + year, "Libraries that stay open", "general", 11, 800_000),
                new Campaign("new-forest-" + year, "A new forest", "climate", 15, 1_200_000));
    }

    Codes codes(SplittableRandom random) {
        String affiliate = random.nextInt(3) == 0 ? AFFILIATES.get(random.nextInt(AFFILIATES.size())) : null;
        return new Codes(code, fund, APPEALS.get(random.nextInt(APPEALS.size())), affiliate);
    }
}
