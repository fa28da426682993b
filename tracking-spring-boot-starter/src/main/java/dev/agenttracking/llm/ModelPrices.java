// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import dev.agenttracking.execution.LlmCall;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What calls cost: by the application's own prices, then by the library's table. In each, the model that answered is priced where
 * a price of it is known, else the model that was asked for: the name of a deployment is one that only the application knows. What has no price has no cost, rather than one of 0.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class ModelPrices {

    /** How many models are remembered; of more, the price is searched at each call. */
    private static final int MAX_KNOWN = 1_000;

    private final List<OwnPrice> own;
    private final PriceTable table;
    private final ConcurrentMap<Key, Prices> known = new ConcurrentHashMap<>();

    private ModelPrices(List<OwnPrice> own, PriceTable table) {
        this.own = own.stream().sorted(OwnPrice.MOST_EXACT_FIRST).toList();
        this.table = table;
    }

    /**
     * Makes prices.
     *
     * @param own those of the application: the most exact pattern counts, and of several the price that is valid since last
     * @param builtIn whether the library's table is used where none of them fits
     */
    public static ModelPrices of(List<OwnPrice> own, boolean builtIn) {
        return new ModelPrices(own, builtIn ? PriceTable.ofThisRelease() : PriceTable.empty());
    }

    /**
     * What a call costs.
     *
     * @param provider who runs the model, null where unknown
     * @param asked the model asked for, null where unknown
     * @param answered the model that answered, null where it did not say
     * @param startEpochMillis when it was sent, in milliseconds since 1970
     * @return null where that is not known
     */
    public LlmCall.@Nullable Cost cost(
            @Nullable String provider,
            @Nullable String asked,
            @Nullable String answered,
            LlmCall.@Nullable Usage usage,
            long startEpochMillis) {
        if (usage == null) {
            return null;
        }
        LocalDate day =
                Instant.ofEpochMilli(startEpochMillis).atZone(ZoneOffset.UTC).toLocalDate();
        Prices ofAnswered = pricesOf(provider, answered);
        Prices ofAsked = pricesOf(provider, asked);
        return Stream.of(ofAnswered.own, ofAsked.own, ofAnswered.table, ofAsked.table)
                .flatMap(List::stream)
                .filter(price -> price.isValidOn(day))
                .findFirst()
                .map(price -> price.cost(usage))
                .orElse(null);
    }

    private Prices pricesOf(@Nullable String provider, @Nullable String model) {
        if (model == null) {
            return Prices.NONE;
        }
        Key key = new Key(provider, model);
        Prices remembered = known.get(key);
        if (remembered != null) {
            return remembered;
        }
        Prices found = search(key);
        if (known.size() < MAX_KNOWN) {
            known.put(key, found);
        }
        return found;
    }

    private Prices search(Key key) {
        List<String> names = ModelNames.of(key.model);
        List<ModelPrice> prices = new ArrayList<>();
        for (OwnPrice price : own) {
            if (price.isFor(key.provider, names)) {
                prices.add(price.price());
            }
        }
        return new Prices(List.copyOf(prices), List.copyOf(table.prices(ProviderFamily.of(key.provider), names)));
    }

    /** Those of one model, in the order in which they count. */
    private record Prices(List<ModelPrice> own, List<ModelPrice> table) {

        private static final Prices NONE = new Prices(List.of(), List.of());
    }

    private record Key(@Nullable String provider, String model) {}
}
