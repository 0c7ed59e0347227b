// Calls one App Runner operation through the AWS SDK for Go v2, for the contract suite.
//
// usage: aws-sdk-go-v2 OPERATION JSON-INPUT
//
// TAPEDECK_URL is the endpoint: releases before 1.21 read it from no variable of AWS's own. Region, credentials and the
// number of attempts come from the environment. A service error is one line of JSON on standard error and exit status 1,
// any other trouble exit status 2.
package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/smithy-go"
)

func main() {
	operation, text := arguments(aws.SDKName + "/" + aws.SDKVersion)
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		fail(2, map[string]any{"message": err.Error()})
	}
	client := apprunner.NewFromConfig(settings, func(options *apprunner.Options) {
		options.EndpointResolver = apprunner.EndpointResolverFromURL(os.Getenv("TAPEDECK_URL"))
		options.HTTPClient = separate{options.HTTPClient}
	})
	output, err := call(client, operation, text, reflect.ValueOf(ctx))
	var failure smithy.APIError
	switch {
	case err == nil:
		show(output)
	case errors.As(err, &failure):
		trouble := map[string]any{"code": failure.ErrorCode(), "message": failure.ErrorMessage()}
		var response *awshttp.ResponseError
		if errors.As(err, &response) {
			trouble["status"] = response.HTTPStatusCode()
			trouble["requestId"] = response.ServiceRequestID()
		}
		fail(1, trouble)
	default:
		fail(2, map[string]any{"message": err.Error()})
	}
}

// Sends a copy of the request with a body of its own.
//
// The SDK closes the request's body as soon as the head of the answer is there (smithy-go 1.13.3, ClientHandler.Handle).
// Go's transport may then still be looking for the body's end; it takes the closed body for a failed write and closes the
// connection, and an answer whose body comes later is lost: about one in eight of outputs/slow-body. The contract is
// judged without that race, so that a run gives the same result twice.
type separate struct {
	client apprunner.HTTPClient
}

func (s separate) Do(request *http.Request) (*http.Response, error) {
	if request.Body == nil {
		return s.client.Do(request)
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	own := request.Clone(request.Context())
	own.Body = io.NopCloser(bytes.NewReader(body))
	return s.client.Do(own)
}
