import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback

/// The control port's description in OpenAPI 3.1, served at `_deck/openapi.json`.
enum ControlAPI {
    /// The form of words alone, and of a rule, as JSON's text of a regular expression.
    private static let words = JSONValue.string("^\(FaultStep.pattern)$").text(.compact)
    private static let rule = JSONValue.string("^\(FaultRule.pattern)$").text(.compact)
    private static let forms =
        "One word for each request, separated by commas: \(FaultStep.forms). WORD*3 is three of them, and 10000 are the most."

    static let text = """
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Tapedeck's control port",
            "version": "1",
            "description": "Every path stands behind the run's token: http://HOST:PORT/TOKEN/_deck/…. The deck prints that URL, and its wrapped command has it as TAPEDECK_CONTROL_URL. The Host must be an address, localhost, or the host of --control."
          },
          "paths": {
            "/_deck/health": {"get": {"summary": "Whether the deck lives; needs no token.", "responses": {"200": {"description": "It does.", "content": {"application/json": {"schema": {"type": "object", "required": ["status", "mode"], "properties": {"status": {"const": "ready"}, "mode": {"enum": ["record", "replay", "simulate", "spy"]}, "sessions": {"enum": ["by-access-key", "by-header"], "description": "What tells parallel clients apart; left out where all play together."}}}}}}}}},
            "/_deck/requests": {"get": {"summary": "How many requests there were, and the latest of them.", "parameters": [{"name": "operation", "in": "query", "schema": {"type": "string"}}, {"name": "after", "in": "query", "description": "Only requests after this one.", "schema": {"type": "integer", "minimum": 0, "maximum": 1000000000}}, {"name": "limit", "in": "query", "description": "At most so many requests, the latest.", "schema": {"type": "integer", "minimum": 1, "maximum": 1000000000}}], "responses": {"200": {"description": "Requests, oldest first.", "content": {"application/json": {"schema": {"type": "object", "required": ["count", "resets", "counts", "requests"], "properties": {"count": {"type": "integer"}, "resets": {"type": "integer", "description": "How often the deck was reset: numbers begin again then."}, "counts": {"type": "object", "additionalProperties": {"type": "integer"}}, "requests": {"type": "array", "items": {"$ref": "#/components/schemas/Request"}}}}}}}, "400": {"$ref": "#/components/responses/Refusal"}}}},
            "/_deck/tracks": {"get": {"summary": "Where every track of replay stands; none in the other modes.", "parameters": [{"name": "limit", "in": "query", "description": "At most so many tracks, those before others that are not at their end.", "schema": {"type": "integer", "minimum": 1, "maximum": 1000000000}}], "responses": {"200": {"$ref": "#/components/responses/Tracks"}, "400": {"$ref": "#/components/responses/Refusal"}}}},
            "/_deck/advance": {"post": {"summary": "Moves a track of replay on by one entry, or its clock forward.", "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "oneOf": [{"required": ["track"], "properties": {"track": {"type": "integer"}, "milliseconds": {"type": "null"}}}, {"required": ["milliseconds"], "properties": {"track": {"type": "null"}, "milliseconds": {"type": "integer"}}}], "properties": {"track": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000}, "milliseconds": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000000}}}}}}, "responses": {"200": {"$ref": "#/components/responses/Tracks"}, "400": {"$ref": "#/components/responses/Refusal"}, "404": {"$ref": "#/components/responses/Refusal"}, "409": {"$ref": "#/components/responses/Refusal"}}}},
            "/_deck/reset": {"post": {"summary": "Forgets requests and faults; replay goes back to its beginning.", "responses": {"200": {"description": "Done.", "content": {"application/json": {"schema": {"type": "object", "required": ["status"], "properties": {"status": {"const": "reset"}}}}}}}}},
            "/_deck/faults": {
              "get": {"summary": "Faults that requests may still meet. Where sessions are told apart, each meets a rule for itself, and it stays for those still to come.", "responses": {"200": {"$ref": "#/components/responses/Faults"}}},
              "post": {"summary": "Adds a fault for the next requests.", "requestBody": {"required": true, "content": {"application/json": {"schema": {"anyOf": [{"$ref": "#/components/schemas/Fault"}, {"$ref": "#/components/schemas/Rule"}]}}, "text/plain": {"schema": {"$ref": "#/components/schemas/RuleText"}}}}, "responses": {"200": {"$ref": "#/components/responses/Faults"}, "400": {"$ref": "#/components/responses/Refusal"}, "409": {"$ref": "#/components/responses/Refusal"}}}
            },
            "/_deck/connections": {"get": {"summary": "Every connection of simulate.", "responses": {"200": {"description": "Connections.", "content": {"application/json": {"schema": {"type": "object", "required": ["connections"], "properties": {"connections": {"type": "array"}}}}}}, "404": {"$ref": "#/components/responses/Refusal"}}}},
            "/_deck/connections/{name}/handshake": {"post": {"summary": "Completes a handshake of simulate, or lets it fail.", "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}, {"name": "account", "in": "query", "schema": {"type": "string"}}, {"name": "region", "in": "query", "schema": {"type": "string"}}], "requestBody": {"required": true, "content": {"text/plain": {"schema": {"enum": ["complete", "fail"]}}}}, "responses": {"200": {"description": "Done."}, "400": {"$ref": "#/components/responses/Refusal"}, "404": {"$ref": "#/components/responses/Refusal"}, "409": {"$ref": "#/components/responses/Refusal"}}}}
          },
          "components": {
            "responses": {
              "Refusal": {"description": "Why not.", "content": {"application/json": {"schema": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}}}},
              "Tracks": {"description": "Tracks.", "content": {"application/json": {"schema": {"type": "object", "required": ["tracks", "count"], "properties": {"tracks": {"type": "array", "items": {"$ref": "#/components/schemas/Track"}}, "count": {"type": "integer", "description": "How many there are, whatever the limit."}}}}}},
              "Faults": {"description": "Faults.", "content": {"application/json": {"schema": {"type": "object", "required": ["faults"], "properties": {"faults": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}}}}}}}
            },
            "schemas": {
              "Request": {"type": "object", "required": ["number", "at", "operation", "decision", "request"], "properties": {"number": {"type": "integer"}, "at": {"type": "string"}, "operation": {"type": "string"}, "session": {"type": "integer", "minimum": 1, "maximum": 4096, "description": "Which of parallel clients asked, where they are told apart; counted in the order in which they came or were named."}, "sessionName": {"type": "string", "maxLength": 1000, "description": "What the session's requests say of whose they are, as it may be shown."}, "resource": {"type": "string"}, "decision": {"type": "string"}, "explanation": {"type": "string"}, "request": {"type": "string"}, "status": {"type": "integer"}, "response": {"type": "string"}, "fault": {"type": "string"}}},
              "Track": {"type": "object", "required": ["track", "operation", "position", "played", "entries"], "properties": {"track": {"type": "integer"}, "operation": {"type": "string"}, "resource": {"type": "string"}, "said": {"type": "string", "description": "What the client says in the resource's place, where that is bound."}, "session": {"type": "integer"}, "sessionName": {"type": "string"}, "position": {"type": "integer"}, "played": {"type": "integer"}, "entries": {"type": "array", "items": {"type": "string"}}}},
              "Fault": {"type": "object", "required": ["fault"], "properties": {"fault": {"type": "string", "maxLength": 1000, "pattern": \(words), "description": "\(forms)"}, "operation": {"type": "string", "pattern": "^([A-Za-z0-9]*|[*])$", "description": "The operation whose requests meet it; any where it is left out."}, "times": {"type": "integer", "minimum": 1, "maximum": 1000000, "description": "How often the words are gone through."}, "first": {"type": "integer", "minimum": 1, "maximum": 1000000, "description": "The first request that meets it, counted from now."}, "session": {"type": "integer", "minimum": 1, "maximum": 4096, "description": "The number of the session for whose requests alone it is; by default it counts for each session by itself."}, "sessionName": {"type": "string", "maxLength": 1000, "description": "The same by what the session's requests say: the access key or the header's value. One that has not come yet has a number from then on."}, "next": {"type": "string", "readOnly": true, "description": "What the next request meets; where it counts for each session by itself, the first request of one."}, "sessions": {"type": "object", "readOnly": true, "required": ["begun", "ended"], "properties": {"begun": {"type": "integer"}, "ended": {"type": "integer"}}, "description": "Where it counts for each session by itself: how many have begun with it, and for how many of these it is over."}}, "additionalProperties": false},
              "Rule": {"type": "object", "required": ["fault"], "properties": {"fault": {"$ref": "#/components/schemas/RuleText"}, "operation": false, "times": false, "first": false, "session": {"$ref": "#/components/schemas/Fault/properties/session"}, "sessionName": {"$ref": "#/components/schemas/Fault/properties/sessionName"}}, "additionalProperties": false},
              "RuleText": {"type": "string", "maxLength": 1000, "pattern": \(rule), "description": "\(FaultRule.form), as --fault has it. \(forms)"}
            }
          }
        }

        """
}
