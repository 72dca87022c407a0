package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/open-feature/go-sdk-contrib/providers/ofrep"
	"github.com/open-feature/go-sdk/openfeature"
)

func main() {
	endpoint := os.Getenv("OFREP_ENDPOINT")
	if endpoint == "" {
		endpoint = "http://127.0.0.1:3001"
	}
	bearer := ofrep.WithBearerToken(os.Getenv("SWITCHYARD_TOKEN"))
	if err := openfeature.SetProviderAndWait(ofrep.NewProvider(endpoint, bearer)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}

	switches := openfeature.NewClient("example")
	key := os.Args[1]
	for _, subject := range os.Args[2:] {
		// An error is also in the details, beside the default it led to.
		details, _ := switches.StringValueDetails(context.Background(), key, "old", openfeature.NewEvaluationContext(subject, nil))
		line, _ := json.Marshal(map[string]any{
			"key":       key,
			"value":     details.Value,
			"variant":   details.Variant,
			"reason":    details.Reason,
			"errorCode": details.ErrorCode,
		})
		fmt.Println(string(line))
	}
}
