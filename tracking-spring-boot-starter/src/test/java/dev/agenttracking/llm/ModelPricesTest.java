// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.LlmCall;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPricesTest {

    private static final long TODAY = millis("2026-11-20");
    private static final LlmCall.Usage USAGE = new LlmCall.Usage(1_000, 100, 0, 0, 0);

    private final ModelPrices prices = ModelPrices.of(List.of(), true);

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, 0.0035",
        "openai, GPT-4o-2024-08-06, 0.0035",
        "openai, gpt-4o-2024-05-13, 0.0065",
        "openai, gpt-4o-mini-2024-07-18, 0.00021",
        "openai, openai/gpt-4.1, 0.0028",
        "anthropic, claude-sonnet-4-20250514, 0.0045",
        "anthropic, claude-3-5-haiku-latest, 0.0012",
        "bedrock_converse, anthropic.claude-sonnet-4-5-20250929-v1:0, 0.0045",
        "bedrock_converse, us.anthropic.claude-3-5-sonnet-20241022-v2:0, 0.0045",
        "AMAZON_BEDROCK, arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0, 0.0015",
        "GOOGLE_VERTEX_AI_ANTHROPIC, claude-sonnet-4-5@20250929, 0.0045",
        "vertex_ai, claude-3-5-sonnet-v2@20241022, 0.0045",
        "google_genai, models/gemini-2.5-flash, 0.00055",
        "google_genai, gemini-2.0-flash-001, 0.00014",
        "MISTRAL_AI, mistral-medium-2508, 0.0006",
        ", gpt-4o, 0.0035",
        "openrouter, anthropic/claude-opus-4-5, 0.0075",
    })
    void knowsModelsByTheNamesThatProvidersGiveThem(@Nullable String provider, String model, String usd) {
        assertThat(cost(provider, model, model, USAGE, TODAY)).isEqualTo(usd);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, my-deployment",
        "openai, gpt-4o-realtime-preview",
        "openai, gpt-4o-audio-preview-2024-12-17",
        "openai, ft:gpt-4o-2024-08-06:acme::id",
        "openai, meta-llama/llama-3.3-70b:free",
        "openai, gpt-40",
        "ollama, mistral-embed",
        "ollama, gpt-4o",
        "bedrock_converse, mistral.mistral-large-2411-v1:0",
        "openai, ''",
    })
    void hasNoCostRatherThanNoneForWhatItDoesNotKnow(String provider, String model) {
        assertThat(prices.cost(provider, model, model, USAGE, TODAY)).isNull();
    }

    @Test
    void hasNoCostWhereUsageIsUnknown() {
        assertThat(prices.cost("openai", "gpt-4o", "gpt-4o", null, TODAY)).isNull();
    }

    @Test
    void pricesEachKindOfToken() {
        // 800 fresh at 3, 9,200 cached at 0.30, 2,000 written at 3.75, 500 out at 15
        assertThat(cost(
                        "anthropic",
                        "claude-sonnet-4-6",
                        null,
                        new LlmCall.Usage(10_000, 500, 9_200, 2_000, 300),
                        TODAY))
                .isEqualTo("0.02016");
        // written tokens of a model without a price for them are input
        assertThat(cost("openai", "gpt-4o", null, new LlmCall.Usage(1_000, 0, 1_000, 1_000, 0), TODAY))
                .isEqualTo("0.00375");
    }

    @Test
    void pricesReasoningAsOutputUnlessItHasItsOwnPrice() {
        LlmCall.Usage usage = new LlmCall.Usage(0, 1_000, 0, 0, 900);
        assertThat(cost("openai", "o3", null, usage, TODAY)).isEqualTo("0.008");
        ModelPrices own =
                ModelPrices.of(List.of(new OwnPrice("o3", null, price(null, "own", "2", null, "8", "1"))), true);
        assertThat(own.cost("openai", "o3", null, usage, TODAY).usd()).isEqualByComparingTo("0.0017");
    }

    @Test
    void pricesLongPromptsByTheirTier() {
        assertThat(cost("google_genai", "gemini-2.5-pro", null, new LlmCall.Usage(200_000, 1_000, 0, 0, 0), TODAY))
                .isEqualTo("0.26");
        assertThat(cost("google_genai", "gemini-2.5-pro", null, new LlmCall.Usage(200_001, 1_000, 0, 0, 0), TODAY))
                .isEqualTo("0.5150025");
        assertThat(cost(
                        "anthropic",
                        "claude-sonnet-4-5",
                        null,
                        new LlmCall.Usage(150_000, 0, 150_000, 60_000, 0),
                        TODAY))
                .isEqualTo("0.54");
    }

    @Test
    void pricesEmbeddingsThatHaveNoAnswer() {
        assertThat(cost("openai", "text-embedding-3-small", null, new LlmCall.Usage(8, 0, 0, 0, 0), TODAY))
                .isEqualTo("0.00000016");
    }

    @Test
    void pricesTheModelThatAnsweredWhereItIsKnownElseTheOneAskedFor() {
        assertThat(cost("openai", "gpt-4o", "gpt-4o-mini-2024-07-18", USAGE, TODAY))
                .isEqualTo("0.00021");
        assertThat(cost("openai", "gpt-4o", "fp_unheard_of", USAGE, TODAY)).isEqualTo("0.0035");
        assertThat(cost("azure_openai", "my-deployment", "gpt-4o-2024-11-20", USAGE, TODAY))
                .isEqualTo("0.0035");
        assertThat(cost("openai", null, "gpt-4o", USAGE, TODAY)).isEqualTo("0.0035");
    }

    @Test
    void followsAYearOfChangingPricesToTheDay() {
        LlmCall.Usage million = new LlmCall.Usage(100_000, 100_000, 0, 0, 0);
        assertThat(cost("openai", "gpt-5.6-luna", null, million, millis("2026-07-29")))
                .isEqualTo("0.7");
        assertThat(cost("openai", "gpt-5.6-luna", null, million, millis("2026-07-30") - 1))
                .isEqualTo("0.7");
        assertThat(cost("openai", "gpt-5.6-luna", null, million, millis("2026-07-30")))
                .isEqualTo("0.14");
        assertThat(cost("openai", "gpt-5.6-sol", null, million, millis("2026-08-20")))
                .isEqualTo("3.5");
        assertThat(cost("openai", "gpt-5.6-sol", null, million, millis("2026-08-21")))
                .isEqualTo("2.4");
        assertThat(prices.cost("openai", "gpt-5.6-sol", null, million, millis("2026-11-22")))
                .as("a promotion whose end is known, and not what comes after")
                .isNull();
        assertThat(prices.cost("deepseek", "deepseek-chat", null, million, TODAY))
                .isNull();
    }

    @Test
    void addsAYearOfCallsUpToTheCent() {
        BigDecimal sum = BigDecimal.ZERO;
        LocalDate day = LocalDate.parse("2026-01-01");
        for (int i = 0; i < 365; i++) {
            LlmCall.Cost cost = prices.cost(
                    "openai",
                    "gpt-5.6-luna",
                    null,
                    new LlmCall.Usage(333, 77, 111, 0, 7),
                    millis(day.plusDays(i).toString()));
            sum = sum.add(cost.usd());
        }
        // 210 days at (222*1 + 111*0.1 + 77*6)/1e6, 155 days at (222*0.2 + 111*0.02 + 77*1.2)/1e6
        assertThat(sum)
                .isEqualByComparingTo("0.1675191")
                .isEqualByComparingTo(new BigDecimal("0.0006951")
                        .multiply(BigDecimal.valueOf(210))
                        .add(new BigDecimal("0.00013902").multiply(BigDecimal.valueOf(155))));
    }

    @Test
    void keepsTheVersionOfThePriceList() {
        assertThat(prices.cost("openai", "gpt-4o", null, USAGE, TODAY).priceVersion())
                .isEqualTo("2026-11-25");
        ModelPrices own = ModelPrices.of(
                List.of(new OwnPrice("my-*", "azure", price("2026-01-01", "own:2026-01-01", "1", null, "2", null))),
                true);
        assertThat(own.cost("AZURE_OPEN_AI", "My-Model", null, USAGE, TODAY).priceVersion())
                .isEqualTo("own:2026-01-01");
        assertThat(own.cost("openai", "my-model", null, USAGE, TODAY)).isNull();
        assertThat(own.cost("azure", "my-model", null, USAGE, millis("2025-12-31")))
                .isNull();
    }

    @Test
    void putsTheOwnPriceOfADeploymentBeforeTheTablesPriceOfTheModelThatAnswers() {
        OwnPrice deployment = new OwnPrice("my-deployment", null, price(null, "deployment", "1", null, "1", null));
        OwnPrice model = new OwnPrice("gpt-4o", null, price(null, "model", "2", null, "2", null));
        assertThat(ModelPrices.of(List.of(deployment), true)
                        .cost("azure", "my-deployment", "gpt-4o-2024-08-06", USAGE, TODAY)
                        .priceVersion())
                .isEqualTo("deployment");
        assertThat(ModelPrices.of(List.of(deployment, model), true)
                        .cost("azure", "my-deployment", "gpt-4o-2024-08-06", USAGE, TODAY)
                        .priceVersion())
                .isEqualTo("model");
        assertThat(prices.cost("openai", "gpt-4o", "gpt-4o-mini-2024-07-18", USAGE, TODAY)
                        .usd())
                .as("in the table, what answered goes before what was asked for")
                .isEqualByComparingTo("0.00021");
    }

    @Test
    void putsOwnPricesBeforeItsTableTheMostExactAndLatestFirst() {
        ModelPrices own = ModelPrices.of(
                List.of(
                        new OwnPrice("*", "ollama", price(null, "own", "0", null, "0", null)),
                        new OwnPrice("gpt-*", null, price(null, "glob", "9", null, "9", null)),
                        new OwnPrice("gpt-4o", null, price("2026-01-01", "old", "1", null, "1", null)),
                        new OwnPrice("gpt-4o", null, price("2026-06-01", "new", "2", null, "2", null))),
                true);
        assertThat(own.cost("openai", "gpt-4o-2024-08-06", null, USAGE, millis("2026-05-31"))
                        .priceVersion())
                .isEqualTo("old");
        assertThat(own.cost("openai", "gpt-4o", null, USAGE, TODAY).priceVersion())
                .isEqualTo("new");
        assertThat(own.cost("openai", "gpt-4o", null, USAGE, millis("2025-01-01"))
                        .priceVersion())
                .isEqualTo("glob");
        assertThat(own.cost("ollama", "llama3.2", null, USAGE, TODAY).usd()).isEqualByComparingTo("0");
        assertThat(own.cost("anthropic", "claude-opus-4-5", null, USAGE, TODAY).priceVersion())
                .isEqualTo("2026-11-25");
    }

    @Test
    void usesNothingOfItsOwnWhereThatIsNotWanted() {
        assertThat(ModelPrices.of(List.of(), false).cost("openai", "gpt-4o", null, USAGE, TODAY))
                .isNull();
    }

    @Test
    void isRightForMoreModelsThanItRemembers() {
        for (int i = 0; i < 3_000; i++) {
            assertThat(prices.cost("openai", "made-up-" + i, null, USAGE, TODAY))
                    .isNull();
        }
        assertThat(cost("openai", "gpt-4.1", null, USAGE, TODAY)).isEqualTo("0.0028");
    }

    @Test
    void hasOnePriceForEachDayOfEachModel() {
        PriceTable table = PriceTable.ofThisRelease();
        assertThat(table.names()).hasSizeGreaterThan(80);
        for (String name : table.names()) {
            assertThat(ModelNames.of(name)).as("reachable under its own name").contains(name);
            for (ProviderFamily family : ProviderFamily.values()) {
                List<ModelPrice> all = table.prices(family, List.of(name));
                for (int month = 0; month < 36; month++) {
                    LocalDate day = LocalDate.parse("2025-01-01").plusMonths(month);
                    assertThat(all.stream().filter(price -> price.isValidOn(day)))
                            .as("%s on %s", name, day)
                            .hasSizeLessThanOrEqualTo(1);
                }
                for (ModelPrice price : all) {
                    assertThat(price.prices().input().scale()).isLessThanOrEqualTo(6);
                    if (price.prices().cachedInput() != null) {
                        assertThat(price.prices().cachedInput())
                                .isLessThanOrEqualTo(price.prices().input());
                    }
                    if (price.longContext() != null) {
                        assertThat(price.longContext().prices().input())
                                .isGreaterThan(price.prices().input());
                    }
                }
            }
        }
    }

    private String cost(
            @Nullable String provider,
            @Nullable String asked,
            @Nullable String answered,
            LlmCall.Usage usage,
            long when) {
        LlmCall.Cost cost = prices.cost(provider, asked, answered, usage, when);
        assertThat(cost).as("%s %s", provider, asked).isNotNull();
        return cost.usd().toPlainString();
    }

    private static ModelPrice price(
            @Nullable String from,
            String version,
            String input,
            @Nullable String cached,
            @Nullable String output,
            @Nullable String reasoning) {
        return new ModelPrice(
                new TokenPrices(
                        new BigDecimal(input),
                        cached == null ? null : new BigDecimal(cached),
                        null,
                        output == null ? null : new BigDecimal(output),
                        reasoning == null ? null : new BigDecimal(reasoning)),
                null,
                from == null ? null : LocalDate.parse(from),
                null,
                version);
    }

    private static long millis(String day) {
        return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
