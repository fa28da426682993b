// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.llm.ModelPrice;
import dev.agenttracking.llm.OwnPrice;
import dev.agenttracking.llm.TokenPrices;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.format.annotation.DateTimeFormat;

/**
 * What calls of models cost.
 *
 * @param builtIn Whether the library's own table of prices is used for models that have none here.
 * @param models Prices of your own, which go before the library's.
 */
@ConfigurationProperties("tracking.pricing")
public record PricingProperties(
        @DefaultValue("true") boolean builtIn, @DefaultValue List<Model> models) {

    private static final BigDecimal MAX_PRICE = BigDecimal.valueOf(1_000_000);
    private static final int MAX_DECIMALS = 6;

    /** Refuses prices that make no sense. */
    public PricingProperties {
        for (int i = 0; i < models.size(); i++) {
            String name = "tracking.pricing.models[" + i + "]";
            Model model = models.get(i);
            if (model.model() == null || model.model().isBlank()) {
                throw new InvalidConfigurationPropertyValueException(
                        name + ".model", model.model(), "It takes a model's name; * stands for any characters.");
            }
            requirePrices(
                    name, model.input(), model.cachedInput(), model.cacheWrite(), model.output(), model.reasoning());
            LongContext longer = model.longContext();
            if (longer != null) {
                String longName = name + ".long-context";
                if (longer.above() < 1) {
                    throw new InvalidConfigurationPropertyValueException(
                            longName + ".above", longer.above(), "It takes a number of tokens, at least 1.");
                }
                requirePrices(
                        longName,
                        longer.input(),
                        longer.cachedInput(),
                        longer.cacheWrite(),
                        longer.output(),
                        longer.reasoning());
            }
        }
    }

    /**
     * A price of your own, in US dollars a million tokens.
     *
     * @param model Name of the model without regard to case; * stands for any characters.
     * @param provider Who runs it, such as openai, azure, bedrock, ollama. Default: whoever does.
     * @param input Of the prompt.
     * @param cachedInput Of the prompt, read from a cache. Default: as input.
     * @param cacheWrite Of the prompt, written to a cache. Default: as input.
     * @param output Of the answer. Default: unknown, as with embeddings, which have none.
     * @param reasoning Of the answer, spent on reasoning. Default: as output.
     * @param validFrom First day, in UTC. Default: ever since. Of several entries for a model the latest counts.
     * @param longContext Prices of calls with long prompts.
     */
    public record Model(
            @Nullable String model,
            @Nullable String provider,
            @Nullable BigDecimal input,
            @Nullable BigDecimal cachedInput,
            @Nullable BigDecimal cacheWrite,
            @Nullable BigDecimal output,
            @Nullable BigDecimal reasoning,

            @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable
            LocalDate validFrom,

            @Nullable LongContext longContext) {}

    /**
     * Prices of all tokens of a call with a long prompt.
     *
     * @param above How many tokens the longest prompt has that is not long.
     * @param input Of the prompt.
     * @param cachedInput Of the prompt, read from a cache. Default: as input.
     * @param cacheWrite Of the prompt, written to a cache. Default: as input.
     * @param output Of the answer.
     * @param reasoning Of the answer, spent on reasoning. Default: as output.
     */
    public record LongContext(
            long above,
            @Nullable BigDecimal input,
            @Nullable BigDecimal cachedInput,
            @Nullable BigDecimal cacheWrite,
            @Nullable BigDecimal output,
            @Nullable BigDecimal reasoning) {}

    List<OwnPrice> ownPrices() {
        List<OwnPrice> prices = new ArrayList<>();
        for (Model model : models) {
            LongContext longer = model.longContext();
            String version = model.validFrom() == null ? "own" : "own:" + model.validFrom();
            prices.add(new OwnPrice(
                    String.valueOf(model.model()),
                    model.provider(),
                    new ModelPrice(
                            prices(
                                    model.input(),
                                    model.cachedInput(),
                                    model.cacheWrite(),
                                    model.output(),
                                    model.reasoning()),
                            longer == null
                                    ? null
                                    : new ModelPrice.LongContext(
                                            longer.above(),
                                            prices(
                                                    longer.input(),
                                                    longer.cachedInput(),
                                                    longer.cacheWrite(),
                                                    longer.output(),
                                                    longer.reasoning())),
                            model.validFrom(),
                            null,
                            version)));
        }
        return prices;
    }

    private static TokenPrices prices(
            @Nullable BigDecimal input,
            @Nullable BigDecimal cachedInput,
            @Nullable BigDecimal cacheWrite,
            @Nullable BigDecimal output,
            @Nullable BigDecimal reasoning) {
        return new TokenPrices(input == null ? BigDecimal.ZERO : input, cachedInput, cacheWrite, output, reasoning);
    }

    private static void requirePrices(
            String name,
            @Nullable BigDecimal input,
            @Nullable BigDecimal cachedInput,
            @Nullable BigDecimal cacheWrite,
            @Nullable BigDecimal output,
            @Nullable BigDecimal reasoning) {
        if (input == null) {
            throw new InvalidConfigurationPropertyValueException(name + ".input", null, "It takes a price; 0 is one.");
        }
        requirePrice(name + ".input", input);
        requirePrice(name + ".cached-input", cachedInput);
        requirePrice(name + ".cache-write", cacheWrite);
        requirePrice(name + ".output", output);
        requirePrice(name + ".reasoning", reasoning);
    }

    private static void requirePrice(String name, @Nullable BigDecimal price) {
        if (price != null
                && (price.signum() < 0
                        || price.compareTo(MAX_PRICE) > 0
                        || price.stripTrailingZeros().scale() > MAX_DECIMALS)) {
            throw new InvalidConfigurationPropertyValueException(
                    name, price, "It takes US dollars a million tokens, from 0 to 1000000, with at most six decimals.");
        }
    }
}
