public import TapedeckAWSWire
public import TapedeckExchangeModel
import TapedeckJSONText

extension ConnectionService {
    /// Answers an ordinary request by its bytes, with the bytes of the response that ``handle(_:at:)-(Request,Instant)`` gives.
    ///
    /// - Parameter time: asked only where the request is answered.
    /// - Returns: `nil` for a request that has anything wrong with it, or is written as no SDK does it; nothing has changed
    ///   then, and the other way has to be asked.
    public mutating func handle(_ request: PlainRequest, at time: () -> Instant) -> [UInt8]? {
        guard configuration.checksSignature == nil, let operation = ConnectionOperation(target: request.target),
            request.body.count <= configuration.maximumBodyBytes
        else { return nil }
        let fields = request.fields
        guard let type = fields.first(where: { $0.isNamed("content-type") })?.value,
            type.elementsEqual(ConnectionOperation.contentType.utf8),
            let claim = PlainClaim(fields, service: "apprunner"), let owner = owner(of: claim),
            let input = try? JSONParser.parse(request.body), input.object != nil,
            operation.input.mismatches(in: input, allowsUnknown: true).isEmpty,
            Constraints.message(for: input, operation.input) == nil
        else { return nil }
        begin()
        let requestID = generator.uuid()
        let now = time()
        do throws(Refusal) {
            let output = try perform(operation, input, owner, at: now)
            return written(respond(200, output, requestID: requestID, at: now))
        } catch {
            return written(respond(error.status, error.body, requestID: requestID, at: now))
        }
    }

    private func written(_ response: Response) -> [UInt8] {
        response.headBytes + response.body
    }

    private mutating func owner(of claim: PlainClaim) -> Owner? {
        if let known = owners.owner(claim.accessKeyID, claim.region) { return known }
        let region = String(decoding: claim.region, as: UTF8.self)
        guard Self.isRegion(region) else { return nil }
        let owner = Owner(account: account(of: String(decoding: claim.accessKeyID, as: UTF8.self)), region: region)
        owners.add(owner, claim.accessKeyID, claim.region)
        return owner
    }
}
