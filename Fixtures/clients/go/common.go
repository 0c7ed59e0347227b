// What the two Go programs share: an operation and its input from the command line, the result as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"time"
)

// The operation's name and its input as JSON; prints the version or the usage and ends where that is what was asked.
func arguments(version string) (string, []byte) {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println(version)
		os.Exit(0)
	}
	if len(os.Args) != 3 {
		fail(2, map[string]any{"message": "usage: " + os.Args[0] + " OPERATION JSON-INPUT"})
	}
	return os.Args[1], []byte(os.Args[2])
}

// Calls a method of a client by its name, with the input read into the type that it takes.
func call(client any, operation string, text []byte, before ...reflect.Value) (any, error) {
	method := reflect.ValueOf(client).MethodByName(operation)
	if !method.IsValid() {
		fail(2, map[string]any{"message": "there is no operation " + operation})
	}
	input := reflect.New(method.Type().In(len(before)).Elem())
	if err := json.Unmarshal(text, input.Interface()); err != nil {
		fail(2, map[string]any{"message": err.Error()})
	}
	results := method.Call(append(before, input))
	err, _ := results[1].Interface().(error)
	return results[0].Interface(), err
}

// Prints what a call gave back, as the SDK understood it: members that it has no value for are left out.
func show(output any) {
	text, err := json.Marshal(plain(reflect.ValueOf(output)))
	if err != nil {
		fail(2, map[string]any{"message": err.Error()})
	}
	fmt.Println(string(text))
}

func fail(status int, trouble map[string]any) {
	text, _ := json.Marshal(map[string]any{"error": trouble})
	fmt.Fprintln(os.Stderr, string(text))
	os.Exit(status)
}

func plain(value reflect.Value) any {
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		if value.IsNil() {
			return nil
		}
		return plain(value.Elem())
	case reflect.Slice:
		if value.IsNil() {
			return nil
		}
		items := []any{}
		for index := 0; index < value.Len(); index++ {
			items = append(items, plain(value.Index(index)))
		}
		return items
	case reflect.Struct:
		if moment, isTime := value.Interface().(time.Time); isTime {
			return moment.UTC().Format(time.RFC3339Nano)
		}
		members := map[string]any{}
		for index := 0; index < value.NumField(); index++ {
			field := value.Type().Field(index)
			if !field.IsExported() || field.Name == "ResultMetadata" {
				continue
			}
			// v2 has the empty text for an enumeration's value that did not come.
			member := plain(value.Field(index))
			if member == nil || field.Type.Kind() == reflect.String && member == "" {
				continue
			}
			members[field.Name] = member
		}
		return members
	case reflect.String:
		return value.String()
	default:
		return value.Interface()
	}
}
