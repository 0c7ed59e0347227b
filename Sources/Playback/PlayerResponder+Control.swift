/// Where a track stands.
public struct TrackPosition: Sendable, Hashable {
    /// The track's number, from 1.
    public var number: Int
    /// The entries that it plays, in order.
    public let entries: [EntryReference]
    /// How many entries it has come past.
    public let position: Int
    /// How many requests it has answered.
    public let played: Int
    /// What the client says in the place of the connection's name; `nil` where that is the recorded one.
    public let said: String?
    /// Which session it is of; `nil` where all clients play together.
    public var session: ClientSession?
}

extension PlayerResponder {
    /// Where every track stands.
    public var tracks: [TrackPosition] {
        tracks(limit: .max)
    }

    /// Where tracks stand, at most so many, those before others that are not at their end.
    public func tracks(limit: Int) -> [TrackPosition] {
        withPlayer { player, _ in player.positions(limit: limit) }
    }

    /// How many tracks there are.
    public var trackCount: Int {
        withPlayer { player, _ in player.tracks.count }
    }

    /// Moves a track on by one entry: one that waits for the clock comes next; any other is taken for played.
    ///
    /// - Parameter number: from 1.
    /// - Returns: `false` where the track is at its end, or there is none of this number.
    public func skip(track number: Int) -> Bool {
        withPlayer { $0.skip(track: number - 1, at: $1) }
    }

    /// Goes back to the beginning: nothing has been played, nothing has been missed.
    public func reset() {
        withPlayer { player, _ in player.reset() }
    }
}
