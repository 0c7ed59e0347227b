// Tests code that calls App Runner through the AWS SDK for Go v2, run by: tapedeck replay cassettes/create.har -- go test
package connections

import (
	"context"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
)

func TestCreatesAConnection(t *testing.T) {
	url := os.Getenv("TAPEDECK_URL")
	if url == "" {
		t.Skip("run by: tapedeck replay cassettes/create.har -- go test")
	}
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	client := apprunner.NewFromConfig(settings, func(options *apprunner.Options) {
		options.EndpointResolver = apprunner.EndpointResolverFromURL(url)
	})
	name := "my-github-connection"
	made, err := client.CreateConnection(context.Background(), &apprunner.CreateConnectionInput{
		ConnectionName: &name, ProviderType: types.ProviderTypeGithub,
	})
	if err != nil {
		t.Fatal(err)
	}
	if made.Connection.Status != types.ConnectionStatusPendingHandshake {
		t.Errorf("the status is %s", made.Connection.Status)
	}
}
