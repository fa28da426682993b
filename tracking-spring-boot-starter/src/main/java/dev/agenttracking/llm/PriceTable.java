// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The library's own prices, from {@code prices.json} beside this class: {@code {"version", "vendors": [{"vendor", "on": [families of
 * providers that sell at these prices], "source", "models": [{"names": […], "prices": [{"input", "cached_input", "cache_write",
 * "output", "from", "until", "long": {"above", …}}], "checked"}]}]}}. Names are exact, without date.
 *
 * <p><b>Threading</b>: immutable.
 */
final class PriceTable {

    private static final String RESOURCE = "prices.json";

    private final String version;
    private final Map<String, Entry> entries;

    private PriceTable(String version, Map<String, Entry> entries) {
        this.version = version;
        this.entries = entries;
    }

    /** A table without prices. */
    static PriceTable empty() {
        return new PriceTable("", Map.of());
    }

    /** Reads the table of this release. */
    static PriceTable ofThisRelease() {
        try (InputStream in = PriceTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + RESOURCE + " is missing");
            }
            return read(in);
        } catch (IOException e) {
            throw new IllegalStateException("The resource " + RESOURCE + " cannot be read", e);
        }
    }

    static PriceTable read(InputStream json) {
        JsonNode table = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(json);
        String version = table.required("version").stringValue();
        Map<String, Entry> entries = new HashMap<>();
        for (JsonNode vendor : table.required("vendors")) {
            Set<ProviderFamily> sellers = EnumSet.noneOf(ProviderFamily.class);
            for (JsonNode seller : vendor.required("on")) {
                sellers.add(ProviderFamily.valueOf(seller.stringValue().toUpperCase(Locale.ROOT)));
            }
            for (JsonNode model : vendor.required("models")) {
                Entry entry = new Entry(sellers, prices(model.required("prices"), version));
                for (JsonNode name : model.required("names")) {
                    if (entries.put(name.stringValue(), entry) != null) {
                        throw new IllegalStateException("Two entries for " + name.stringValue());
                    }
                }
            }
        }
        return new PriceTable(version, Map.copyOf(entries));
    }

    String version() {
        return version;
    }

    Set<String> names() {
        return entries.keySet();
    }

    /** All prices of a model, of whichever day. Empty where it is not in the table. */
    List<ModelPrice> prices(ProviderFamily provider, List<String> names) {
        for (String name : names) {
            Entry entry = entries.get(name);
            if (entry != null) {
                return entry.sellers.contains(provider) ? entry.prices : List.of();
            }
        }
        return List.of();
    }

    private static List<ModelPrice> prices(JsonNode nodes, String version) {
        List<ModelPrice> prices = new ArrayList<>();
        for (JsonNode node : nodes) {
            JsonNode longer = node.get("long");
            prices.add(new ModelPrice(
                    tokenPrices(node),
                    longer == null
                            ? null
                            : new ModelPrice.LongContext(
                                    longer.required("above").longValue(), tokenPrices(longer)),
                    date(node, "from"),
                    date(node, "until"),
                    version));
        }
        prices.sort(ModelPrice.LATEST_FIRST);
        return List.copyOf(prices);
    }

    private static TokenPrices tokenPrices(JsonNode node) {
        return new TokenPrices(
                node.required("input").decimalValue(),
                decimal(node, "cached_input"),
                decimal(node, "cache_write"),
                decimal(node, "output"),
                decimal(node, "reasoning"));
    }

    private static @Nullable BigDecimal decimal(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null ? null : value.decimalValue();
    }

    private static @Nullable LocalDate date(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null ? null : LocalDate.parse(value.stringValue());
    }

    private record Entry(Set<ProviderFamily> sellers, List<ModelPrice> prices) {}
}
