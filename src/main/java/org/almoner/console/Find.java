package org.almoner.console;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.almoner.campaign.CampaignQueries;
import org.almoner.donor.DonorQueries;
import org.almoner.gift.GiftFilter;
import org.almoner.gift.GiftQueries;

/** The global search: an exact id first, then donors, campaigns and gifts by a part of their names. */
@WebServlet("/console/find")
public class Find extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final int LONGEST = 200;
    private static final int EACH = 5;

    @Inject
    private transient Lookup lookup;

    @Inject
    private transient DonorQueries donors;

    @Inject
    private transient CampaignQueries campaigns;

    @Inject
    private transient GiftQueries gifts;

    @Inject
    private transient Words words;

    @Inject
    private transient Formats formats;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var text = Choice.text(request.getParameter("q"));
        var items = Json.createArrayBuilder();
        if (text != null && text.length() <= LONGEST) {
            find(text, items, request.getContextPath() + "/console/");
        }
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter()
                .write(Json.createObjectBuilder().add("items", items).build().toString());
    }

    private void find(String text, JsonArrayBuilder items, String base) {
        lookup.page(text).ifPresent(page -> add(items, "search.exact", text, "", base + page));
        for (var donor : donors.slice(new DonorQueries.Wanted(null, null, null, text), 0, EACH)) {
            var values = donor.values();
            var email = values.email() == null ? "" : values.email();
            add(
                    items,
                    "search.donor",
                    values.name().isBlank() ? email : values.name(),
                    email,
                    base + "donor?id=" + donor.id());
        }
        for (var campaign : campaigns.slice(new CampaignQueries.Wanted(null, null, null, text), 0, EACH)) {
            var url = base + "campaign?code=" + URLEncoder.encode(campaign.code(), StandardCharsets.UTF_8);
            add(items, "search.campaign", campaign.values().name(), campaign.code(), url);
        }
        for (var gift : gifts.slice(new GiftFilter(null, null, null, null, null, null, text), 0, EACH)) {
            var url = base + "gift?ref=" + URLEncoder.encode(gift.reference(), StandardCharsets.UTF_8);
            var from = gift.donor() == null ? gift.reference() : gift.donor().name();
            add(
                    items,
                    "search.gift",
                    formats.money(gift.amount()) + " · " + from,
                    formats.instant(gift.begunAt()),
                    url);
        }
    }

    private void add(JsonArrayBuilder items, String kind, String title, String more, String url) {
        items.add(Json.createObjectBuilder()
                .add("kind", words.say(kind))
                .add("title", title)
                .add("more", more)
                .add("url", url));
    }
}
