import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

public final class Main {
    public static void main(String[] args) throws Exception {
        String endpoint = System.getenv().getOrDefault("OFREP_ENDPOINT", "http://127.0.0.1:3001");
        String bearer = "Bearer " + System.getenv("SWITCHYARD_TOKEN");
        var options = OfrepProviderOptions.builder()
                .baseUrl(endpoint)
                .headers(ImmutableMap.of("Authorization", ImmutableList.of(bearer)))
                .build();
        var openFeature = OpenFeatureAPI.getInstance();
        openFeature.setProviderAndWait(OfrepProvider.constructProvider(options));

        var switches = openFeature.getClient();
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String key = args[0];
        for (String subject : List.of(args).subList(1, args.length)) {
            var details = switches.getStringDetails(key, "old", new ImmutableContext(subject));
            out.println(line(key, details.getValue(), details.getVariant(), details.getReason(), details.getErrorCode()));
        }
        openFeature.shutdown();
    }

    /** JSON by hand, since the values are words. */
    private static String line(Object... values) {
        var names = Stream.of("key", "value", "variant", "reason", "errorCode").iterator();
        return Arrays.stream(values)
                .map(value -> "\"" + names.next() + "\":" + (value == null ? "null" : "\"" + value + "\""))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
