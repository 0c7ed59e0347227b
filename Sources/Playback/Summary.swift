extension Player {
    /// What has been played so far.
    public struct Summary: Sendable, Hashable {
        /// Requests that were answered.
        public var played = 0
        /// Requests that were not.
        public var missed = 0
        /// The first of those, in order, at most ``Player/missesKept``.
        public var misses: [Miss] = []
        /// Requests that no player was there for: those of a session too many.
        public var refused = 0
        /// Entries never played, in the order of the cassettes.
        public var neverPlayed: [EntryReference] = []
        /// Entries that can't be played, because their recording never ended.
        public var unplayable: [EntryReference] = []

        /// Makes a summary.
        public init(
            played: Int = 0, missed: Int = 0, misses: [Miss] = [], refused: Int = 0,
            neverPlayed: [EntryReference] = [], unplayable: [EntryReference] = []
        ) {
            self.played = played
            self.missed = missed
            self.misses = misses
            self.refused = refused
            self.neverPlayed = neverPlayed
            self.unplayable = unplayable
        }

        /// Whether everything was answered and everything was played.
        public var isClean: Bool {
            missed == 0 && refused == 0 && neverPlayed.isEmpty
        }

        /// Entries never played that no miss comes nearest to: a request that went wrong is told once, not twice.
        public var leftovers: [EntryReference] {
            let nearest = Set(misses.compactMap { $0.nearest.first?.entry })
            return neverPlayed.filter { !nearest.contains($0) }
        }
    }
}
