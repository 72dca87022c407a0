import type { Snippet } from "./snippet.ts";

/** Whole programs that read one switch with the stock provider of their language. */

export type OpenFeatureId = "node" | "web" | "python" | "go" | "java";

export function openFeatureSnippets(module: string, dataplane: string): Snippet<OpenFeatureId>[] {
  return [
    {
      id: "node",
      install: "npm install @openfeature/server-sdk@1.23.0 @openfeature/ofrep-provider@0.1.3",
      text: `import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";

const headers = [["Authorization", \`Bearer \${process.env.SWITCHYARD_TOKEN}\`]];
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: "${dataplane}", headers }));

const switches = OpenFeature.getClient();
const route = await switches.getStringValue("${module}.route", "old", { targetingKey: "42" });
console.log(route); // "old" or "new"`,
    },
    {
      id: "web",
      install: "npm install @openfeature/web-sdk@1.10.0 @openfeature/ofrep-web-provider@0.4.3",
      text: `import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature } from "@openfeature/web-sdk";

// Anybody who opens the page can read this token: make one with the scope read for it alone.
const headers = [["Authorization", "Bearer <token>"]];
const provider = new OFREPWebProvider({ baseUrl: "${dataplane}", headers });
await OpenFeature.setProviderAndWait(provider, { targetingKey: "42" });

const route = OpenFeature.getClient().getStringValue("${module}.route", "old"); // "old" or "new"`,
    },
    {
      id: "python",
      install: "pip install openfeature-sdk==0.10.0 openfeature-provider-ofrep==0.3.0",
      text: `import os

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

bearer = {"Authorization": f"Bearer {os.environ['SWITCHYARD_TOKEN']}"}
api.set_provider(OFREPProvider("${dataplane}", headers_factory=lambda: bearer))

switches = api.get_client()
route = switches.get_string_value("${module}.route", "old", EvaluationContext("42"))
print(route)  # "old" or "new"`,
    },
    {
      id: "go",
      install: "go get github.com/open-feature/go-sdk@v1.17.0 github.com/open-feature/go-sdk-contrib/providers/ofrep@v0.1.7",
      text: `package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/open-feature/go-sdk-contrib/providers/ofrep"
	"github.com/open-feature/go-sdk/openfeature"
)

func main() {
	bearer := ofrep.WithBearerToken(os.Getenv("SWITCHYARD_TOKEN"))
	if err := openfeature.SetProviderAndWait(ofrep.NewProvider("${dataplane}", bearer)); err != nil {
		log.Fatal(err)
	}
	switches := openfeature.NewClient("my-service")
	subject := openfeature.NewEvaluationContext("42", nil)
	route, _ := switches.StringValue(context.Background(), "${module}.route", "old", subject)
	fmt.Println(route) // "old" or "new"
}`,
    },
    {
      id: "java",
      install: `<dependency>
  <groupId>dev.openfeature</groupId>
  <artifactId>sdk</artifactId>
  <version>1.22.0</version>
</dependency>
<dependency>
  <groupId>dev.openfeature.contrib.providers</groupId>
  <artifactId>ofrep</artifactId>
  <version>0.0.2</version>
</dependency>`,
      text: `import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;

public final class Main {
    public static void main(String[] args) {
        String bearer = "Bearer " + System.getenv("SWITCHYARD_TOKEN");
        var options = OfrepProviderOptions.builder()
                .baseUrl("${dataplane}")
                .headers(ImmutableMap.of("Authorization", ImmutableList.of(bearer)))
                .build();
        var openFeature = OpenFeatureAPI.getInstance();
        openFeature.setProviderAndWait(OfrepProvider.constructProvider(options));

        String route = openFeature.getClient().getStringValue("${module}.route", "old", new ImmutableContext("42"));
        System.out.println(route); // "old" or "new"
        openFeature.shutdown();
    }
}`,
    },
  ];
}
