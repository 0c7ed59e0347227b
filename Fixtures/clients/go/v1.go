// Calls one App Runner operation through the AWS SDK for Go v1, for the contract suite.
//
// usage: aws-sdk-go-v1 OPERATION JSON-INPUT
//
// TAPEDECK_URL is the endpoint, which this SDK reads from no variable of AWS's own. Region and credentials come from the
// environment. A service error is one line of JSON on standard error and exit status 1, any other trouble exit status 2.
package main

import (
	"errors"
	"os"
	"strconv"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/apprunner"
)

func main() {
	operation, text := arguments(aws.SDKName + "/" + aws.SDKVersion)
	config := aws.NewConfig().WithEndpoint(os.Getenv("TAPEDECK_URL"))
	// This SDK knows no AWS_MAX_ATTEMPTS.
	if attempts, err := strconv.Atoi(os.Getenv("AWS_MAX_ATTEMPTS")); err == nil {
		config = config.WithMaxRetries(attempts - 1)
	}
	made, err := session.NewSession(config)
	if err != nil {
		fail(2, map[string]any{"message": err.Error()})
	}
	output, err := call(apprunner.New(made), operation, text)
	var failure awserr.RequestFailure
	var local awserr.Error
	switch {
	case err == nil:
		show(output)
	case errors.As(err, &failure):
		fail(1, map[string]any{
			"code": failure.Code(), "message": failure.Message(), "status": failure.StatusCode(),
			"requestId": failure.RequestID(),
		})
	case errors.As(err, &local):
		fail(2, map[string]any{"exception": local.Code(), "message": local.Error()})
	default:
		fail(2, map[string]any{"message": err.Error()})
	}
}
