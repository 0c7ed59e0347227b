import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckConnectionService

/// What the operations do to the state.
struct OperationsTests {
    @Test func showsAConnectionAtOnceByItsName() {
        var talk = Conversation()
        talk.create("abcd")
        talk.create("efgh")
        #expect(talk.listed() == ["abcd PENDING_HANDSHAKE", "efgh PENDING_HANDSHAKE"])
        #expect(talk.listed(#"{"ConnectionName":"efgh"}"#) == ["efgh PENDING_HANDSHAKE"])
        #expect(
            talk.call(.listConnections, #"{"ConnectionName":"nobody"}"#).text == #"{"ConnectionSummaryList":[]}"#)
    }

    @Test func refusesANameThatIsTaken() {
        var talk = Conversation()
        talk.create("abcd")
        let again = talk.call(.createConnection, #"{"ConnectionName":"abcd","ProviderType":"BITBUCKET"}"#)
        #expect(
            again.failure == "400 InvalidRequestException: Connection with the provided name already exists: abcd")
        #expect(talk.listed() == ["abcd PENDING_HANDSHAKE"])
    }

    @Test func deletesAtOnceAndFreesTheName() {
        var talk = Conversation()
        let arn = talk.create("abcd")
        let deleted = talk.call(.deleteConnection, #"{"ConnectionArn":"\#(arn)"}"#)
        #expect(deleted.body["Connection"]?["Status"] == "DELETED")
        #expect(deleted.body["Connection"]?["ConnectionArn"]?.string == arn)
        #expect(talk.listed() == [])
        let again = talk.call(.deleteConnection, #"{"ConnectionArn":"\#(arn)"}"#)
        #expect(again.failure == "400 ResourceNotFoundException: No connection was found for \(arn)")
        let second = talk.create("abcd")
        #expect(!second.isEmpty && second != arn)
    }

    @Test func listsADeletedConnectionForAsManyReadsAsAskedFor() {
        var talk = Conversation { $0.deletedReads = 2 }
        let arn = talk.create("abcd")
        talk.call(.deleteConnection, #"{"ConnectionArn":"\#(arn)"}"#)
        #expect(talk.listed() == ["abcd DELETED"])
        #expect(talk.listed() == ["abcd DELETED"])
        #expect(talk.listed() == [])
    }

    @Test func stopsAtTheQuotaOfEachAccountAndRegion() {
        var talk = Conversation { $0.quota = 2 }
        let first = talk.create("one-1")
        talk.create("two-2")
        let third = #"{"ConnectionName":"three","ProviderType":"GITHUB"}"#
        #expect(
            talk.call(.createConnection, third).failure
                == "400 ServiceQuotaExceededException: Connection quota exceeded for the account: 2")
        talk.region = "eu-west-1"
        #expect(talk.call(.createConnection, third).response.status == 200)
        talk.region = "us-east-1"
        talk.call(.deleteConnection, #"{"ConnectionArn":"\#(first)"}"#)
        #expect(talk.call(.createConnection, third).response.status == 200)
    }

    @Test func allowsTenConnectionsByDefault() {
        var talk = Conversation()
        for number in 1...10 { #expect(!talk.create("name-\(number)").isEmpty) }
        #expect(talk.create("name-11").isEmpty)
    }

    @Test func keepsRegionsAndAccountsApart() {
        var talk = Conversation()
        let arn = talk.create("abcd")
        talk.region = "eu-west-1"
        #expect(talk.listed() == [])
        #expect(talk.call(.deleteConnection, #"{"ConnectionArn":"\#(arn)"}"#).failure.contains("ResourceNotFound"))
        #expect(talk.create("abcd").hasPrefix("arn:aws:apprunner:eu-west-1:123456789012:connection/abcd/"))
        talk.region = "us-east-1"
        talk.credentials = Credentials(accessKeyID: "AKIDOTHER", secretAccessKey: "secret")
        #expect(talk.listed() == [])
        let other = ConnectionARN(talk.create("abcd"))
        #expect(other?.account.count == 12 && other?.account != Conversation.account)
        talk.credentials = Conversation.key
        #expect(talk.listed() == ["abcd PENDING_HANDSHAKE"])
    }

    @Test(arguments: [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("ap-south-1", "aws")])
    func namesThePartitionOfTheRegion(_ region: String, _ partition: String) {
        var talk = Conversation()
        talk.region = region
        #expect(ConnectionARN(talk.create("abcd"))?.partition == partition)
    }

    @Test func neverEchoesTags() {
        var talk = Conversation()
        let answer = talk.call(
            .createConnection,
            #"{"ConnectionName":"abcd","ProviderType":"GITHUB","Tags":[{"Key":"team","Value":"web"}]}"#)
        #expect(!answer.text.contains("team"))
        #expect(!talk.call(.listConnections, "{}").text.contains("team"))
    }

    @Test func changesTagsByKeyAndKeepsTheirPlace() {
        var talk = Conversation()
        let arn = talk.create("abcd", tags: #"[{"Key":"a","Value":"1"},{"Key":"b","Value":""}]"#)
        let more = #"[{"Key":"a","Value":"x, \"y\"=ü"},{"Key":"c","Value":"3"}]"#
        #expect(talk.call(.tagResource, #"{"ResourceArn":"\#(arn)","Tags":\#(more)}"#).text == "{}")
        #expect(talk.call(.untagResource, #"{"ResourceArn":"\#(arn)","TagKeys":["b","none"]}"#).text == "{}")
        #expect(
            talk.call(.listTagsForResource, #"{"ResourceArn":"\#(arn)"}"#).text
                == #"{"Tags":[{"Key":"a","Value":"x, \"y\"=ü"},{"Key":"c","Value":"3"}]}"#)
    }

    @Test func refusesAKeyGivenTwiceAndMoreThanFiftyTags() {
        var talk = Conversation()
        let twice = #"[{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}]"#
        #expect(talk.create("abcd", tags: twice).isEmpty)
        let many = "[" + (0..<51).map { #"{"Key":"k\#($0)","Value":""}"# }.joined(separator: ",") + "]"
        #expect(talk.create("abcd", tags: many).isEmpty)
        let fifty = "[" + (0..<50).map { #"{"Key":"k\#($0)","Value":""}"# }.joined(separator: ",") + "]"
        let arn = talk.create("abcd", tags: fifty)
        let one = talk.call(.tagResource, #"{"ResourceArn":"\#(arn)","Tags":[{"Key":"z","Value":""}]}"#)
        #expect(one.failure == "400 InvalidRequestException: A resource can have at most 50 tags")
        let same = talk.call(.tagResource, #"{"ResourceArn":"\#(arn)","Tags":[{"Key":"k7","Value":"new"}]}"#)
        #expect(same.text == "{}")
    }
}

/// Pages of ListConnections.
struct PagesTests {
    @Test(arguments: [1, 2, 3, 4, 5, 100])
    func showsEveryConnectionOnceWhateverThePageSize(_ size: Int) {
        var talk = Conversation()
        let names = (1...5).map { "name-\($0)" }
        for name in names { talk.create(name) }
        var seen: [String] = []
        var token = ""
        var pages = 0
        repeat {
            let next = token.isEmpty ? "" : #","NextToken":"\#(token)""#
            let page = talk.call(.listConnections, #"{"MaxResults":\#(size)\#(next)}"#).body
            seen += (page["ConnectionSummaryList"]?.array ?? []).compactMap { $0["ConnectionName"]?.string }
            token = page["NextToken"]?.string ?? ""
            pages += 1
        } while !token.isEmpty && pages < 10
        #expect(seen == names)
        #expect(pages == (5 + size - 1) / size)
    }

    @Test func pagesWithoutBeingAskedTo() {
        var talk = Conversation { $0.pageSize = 1 }
        talk.create("one-1")
        talk.create("two-2")
        let page = talk.call(.listConnections, "{}").body
        #expect(page["ConnectionSummaryList"]?.array?.count == 1)
        #expect(page["NextToken"] != nil)
    }

    @Test func staysInPlaceWhenConnectionsGoAndCome() {
        var talk = Conversation()
        let first = talk.create("one-1")
        talk.create("two-2")
        let token = talk.call(.listConnections, #"{"MaxResults":1}"#).body["NextToken"]?.string ?? ""
        talk.call(.deleteConnection, #"{"ConnectionArn":"\#(first)"}"#)
        talk.create("three")
        #expect(
            talk.listed(#"{"NextToken":"\#(token)"}"#) == ["two-2 PENDING_HANDSHAKE", "three PENDING_HANDSHAKE"])
    }

    @Test func refusesTokensOfOthersAndBrokenOnes() {
        var talk = Conversation()
        talk.create("one-1")
        talk.create("two-2")
        let token = talk.call(.listConnections, #"{"MaxResults":1}"#).body["NextToken"]?.string ?? ""
        for broken in ["x", "e30=", String(token.dropLast(8)), "äöü"] {
            let answer = talk.call(.listConnections, #"{"NextToken":"\#(broken)"}"#)
            #expect(answer.failure == "400 InvalidRequestException: The NextToken is not valid", "\(broken)")
        }
        talk.region = "eu-west-1"
        #expect(talk.call(.listConnections, #"{"NextToken":"\#(token)"}"#).failure.contains("NextToken is not valid"))
        talk.region = "us-east-1"
        talk.credentials = Credentials(accessKeyID: "AKIDOTHER", secretAccessKey: "secret")
        #expect(talk.call(.listConnections, #"{"NextToken":"\#(token)"}"#).failure.contains("NextToken is not valid"))
    }
}

/// When a connection's status changes.
struct HandshakeTests {
    @Test func waitsForAPersonByDefault() {
        var talk = Conversation()
        talk.create("abcd")
        talk.create("efgh")
        for _ in 0..<5 { #expect(talk.listed().first == "abcd PENDING_HANDSHAKE") }
        #expect(talk.service.finishHandshake(of: "abcd", .complete).count == 1)
        #expect(talk.service.finishHandshake(of: "efgh", .fail).count == 1)
        #expect(talk.listed() == ["abcd AVAILABLE", "efgh ERROR"])
        #expect(talk.service.finishHandshake(of: "abcd", .fail) == [])
        #expect(talk.service.finishHandshake(of: "nobody", .complete) == [])
    }

    @Test func completesOnlyInTheAccountAndRegionAskedFor() {
        var talk = Conversation()
        talk.create("abcd")
        talk.region = "eu-west-1"
        talk.create("abcd")
        #expect(talk.service.finishHandshake(of: "abcd", .complete, region: "eu-west-1").count == 1)
        #expect(talk.listed() == ["abcd AVAILABLE"])
        talk.region = "us-east-1"
        #expect(talk.listed() == ["abcd PENDING_HANDSHAKE"])
        #expect(talk.service.finishHandshake(of: "abcd", .complete, account: "000000000000").isEmpty)
    }

    @Test func completesAfterSoManyReadsOfThatConnection() {
        var talk = Conversation { $0.handshake = .afterReads(2) }
        talk.create("abcd")
        talk.create("efgh")
        #expect(talk.listed(#"{"ConnectionName":"abcd"}"#) == ["abcd PENDING_HANDSHAKE"])
        #expect(talk.listed(#"{"ConnectionName":"abcd"}"#) == ["abcd PENDING_HANDSHAKE"])
        #expect(talk.listed() == ["abcd AVAILABLE", "efgh PENDING_HANDSHAKE"])
    }

    @Test func completesAfterSoManySeconds() {
        var talk = Conversation { $0.handshake = .afterSeconds(3) }
        talk.create("abcd")
        #expect(talk.listed() == ["abcd PENDING_HANDSHAKE"])
        #expect(talk.listed() == ["abcd PENDING_HANDSHAKE"])
        #expect(talk.listed() == ["abcd AVAILABLE"])
    }

    @Test func failsAfterOneReadWhereAskedTo() {
        var talk = Conversation { $0.handshake = .error }
        talk.create("abcd")
        #expect(talk.listed() == ["abcd PENDING_HANDSHAKE"])
        #expect(talk.listed() == ["abcd ERROR"])
    }
}
