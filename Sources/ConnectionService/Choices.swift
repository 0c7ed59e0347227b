/// What nobody outside AWS knows of the service, and what the stand-in does there.
///
/// AWS's model and API reference leave these questions open, and no answer of App Runner's to them is public. Every one
/// that the code had to decide is here, and `tapedeck simulate --choices` prints the list. Nothing in it is a claim about
/// App Runner.
public enum Choices {
    /// One decision.
    public struct Choice: Sendable, Hashable {
        /// What is unknown.
        public let question: String
        /// What the stand-in does.
        public let answer: String
    }

    /// Every decision.
    public static let all: [Choice] = [
        Choice(question: "the form of __type in modelled errors", answer: "the bare name, first in the body"),
        Choice(question: "the member that holds a modelled error's text", answer: "Message, as the model has it"),
        Choice(question: "the status of InvalidStateException and of framework errors", answer: "400"),
        Choice(
            question: "the text for a duplicate connection name",
            answer: "as known for services: Connection with the provided name already exists: NAME"),
        Choice(
            question: "the text for a quota that is used up", answer: "Connection quota exceeded for the account: N"),
        Choice(question: "the text for an ARN that names nothing", answer: "No connection was found for ARN"),
        Choice(
            question: "the text for an ARN of another account or Region",
            answer: "the same as for one that names nothing"),
        Choice(question: "more than 50 tags, or a tag key given twice", answer: "InvalidRequestException"),
        Choice(
            question: "whether and how long deleted connections are listed",
            answer: "not at all; --list-deleted N lists them as DELETED for N reads"),
        Choice(question: "when the name of a deleted connection is free", answer: "at once"),
        Choice(
            question: "what sets ERROR",
            answer: "a handshake that fails: --handshake error, or fail on the control port"),
        Choice(question: "the answer of TagResource and UntagResource", answer: "{}"),
        Choice(question: "ListTagsForResource without tags", answer: "{\"Tags\":[]}"),
        Choice(question: "the precision of CreatedAt", answer: "whole seconds, as logged for services"),
        Choice(question: "the order of ListConnections", answer: "by creation"),
        Choice(question: "the page size without MaxResults", answer: "100; --page-size sets another"),
        Choice(question: "the form of NextToken", answer: "base64 of JSON with the members logged for ListServices"),
        Choice(
            question: "a NextToken that can't be read, or of another account or Region",
            answer: "InvalidRequestException"),
        Choice(
            question: "the sentence for an enumeration",
            answer: "Member must satisfy enum value set: [GITHUB, BITBUCKET]"),
        Choice(
            question: "the order of constraint failures",
            answer: "members as in the model; pattern before length, as in the one sample"),
        Choice(
            question: "the account of an access key", answer: "twelve digits of a hash of its id; --account sets one"),
        Choice(
            question: "a request without a signature",
            answer:
                "MissingAuthenticationTokenException; --allow-unsigned answers it as account 000000000000 in us-east-1"),
        Choice(
            question: "another method, path or media type",
            answer: "UnknownOperationException, 404 for a method or path, 400 for a media type"),
        Choice(question: "a body over the limit", answer: "413 RequestEntityTooLargeException"),
        Choice(
            question: "a tag without key or value", answer: "Member must not be null, as logged through CloudFormation"),
        Choice(question: "the order of tags", answer: "as given; a key given again keeps its place"),
        Choice(
            question: "what is checked first",
            answer: "method and path, size, media type and target, signature, JSON and types, constraints, state; with "
                + "--verify-signatures the signature before them all"),
        Choice(
            question: "the text for a signature made in the future",
            answer: "as the one known for the past, with its words turned round"),
        Choice(
            question: "which signature is refused in which words",
            answer: "as services were seen to, with InvalidSignatureException and IncompleteSignatureException"),
        Choice(question: "an x-amz-… field that is sent and not signed", answer: "IncompleteSignatureException"),
        Choice(question: "how far a request's date may be from the clock", answer: "15 minutes"),
        Choice(question: "throttling", answer: "none"),
        Choice(question: "a member given twice in a request", answer: "the last one counts"),
        Choice(question: "members that the model does not know", answer: "ignored"),
        Choice(
            question: "null within a list", answer: "SerializationException; a member that is null counts as absent"),
        Choice(question: "the text of SerializationException", answer: "a JSON pointer and what is wrong there"),
        Choice(question: "a list of tags without any", answer: "accepted"),
        Choice(question: "untagging with a key that is not there", answer: "accepted"),
        Choice(question: "a query in the request's target", answer: "ignored"),
        Choice(question: "a lone surrogate in a text", answer: "becomes U+FFFD"),
        Choice(question: "a message of more than 600 characters", answer: "cut there, where the model caps it"),
    ]
}
