// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A price of the application's own: for all models of a pattern, with one provider or with all. */
public final class OwnPrice {

    /** The most exact pattern first, then one for a single provider, then what is valid since later. */
    static final Comparator<OwnPrice> MOST_EXACT_FIRST = Comparator.comparing((OwnPrice price) -> price.hasWildcard)
            .thenComparing(price -> -price.literalChars)
            .thenComparing(price -> price.provider == null)
            .thenComparing(OwnPrice::price, ModelPrice.LATEST_FIRST);

    private final Pattern pattern;
    private final boolean hasWildcard;
    private final int literalChars;
    private final @Nullable String provider;
    private final ModelPrice price;

    /**
     * Makes a price.
     *
     * @param model a model's name without regard to case; {@code *} stands for any characters
     * @param provider who runs it, as the client's library names them or their family; null: whoever does
     */
    public OwnPrice(String model, @Nullable String provider, ModelPrice price) {
        this.pattern = Pattern.compile(glob(model));
        this.hasWildcard = model.indexOf('*') >= 0;
        this.literalChars = model.replace("*", "").length();
        this.provider = provider;
        this.price = price;
    }

    ModelPrice price() {
        return price;
    }

    boolean isFor(@Nullable String seller, List<String> names) {
        return sells(seller)
                && names.stream().anyMatch(name -> pattern.matcher(name).matches());
    }

    private boolean sells(@Nullable String seller) {
        if (provider == null || ProviderFamily.plain(provider).equals(ProviderFamily.plain(seller))) {
            return true;
        }
        ProviderFamily family = ProviderFamily.of(provider);
        return family != ProviderFamily.OTHER && family == ProviderFamily.of(seller);
    }

    private static String glob(String model) {
        StringBuilder regex = new StringBuilder();
        String[] parts = model.strip().toLowerCase(Locale.ROOT).split("\\*+", -1);
        for (int i = 0; i < parts.length; i++) {
            regex.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
        }
        return regex.toString();
    }
}
