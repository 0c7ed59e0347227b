// AWS SDK for Go v2 as a program that speaks lines of JSON: a call a line in, an answer a line out.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/smithy-go"
)

type call struct {
	Operation, Endpoint, Region string
	Input                       json.RawMessage
	Credentials                 struct{ AccessKeyID, SecretAccessKey, SessionToken string }
	Settings                    map[string]string
}

func answer(line []byte) (any, error) {
	var call call
	if err := json.Unmarshal(line, &call); err != nil {
		return nil, err
	}
	who := call.Credentials
	options := apprunner.Options{
		Region:           call.Region,
		Credentials:      credentials.NewStaticCredentialsProvider(who.AccessKeyID, who.SecretAccessKey, who.SessionToken),
		EndpointResolver: apprunner.EndpointResolverFromURL(call.Endpoint),
	}
	if attempts, err := strconv.Atoi(call.Settings["attempts"]); err == nil {
		options.RetryMaxAttempts = attempts
	}
	method := reflect.ValueOf(apprunner.New(options)).MethodByName(call.Operation)
	input := reflect.New(method.Type().In(1).Elem())
	if err := json.Unmarshal(call.Input, input.Interface()); err != nil {
		return nil, err
	}
	results := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), input})
	err, _ := results[1].Interface().(error)
	return results[0].Interface(), err
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		result, err := answer(lines.Bytes())
		said := map[string]any{"result": result}
		if err != nil {
			problem := map[string]any{"code": nil, "message": err.Error()}
			var api smithy.APIError
			if errors.As(err, &api) {
				problem["code"], problem["message"] = api.ErrorCode(), api.ErrorMessage()
			}
			var response *awshttp.ResponseError
			if errors.As(err, &response) {
				problem["requestId"] = response.ServiceRequestID()
			}
			said = map[string]any{"error": problem}
		}
		text, _ := json.Marshal(said)
		fmt.Println(string(text))
	}
}
