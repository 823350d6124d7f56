/** Why `advance` came back. */
export const STOPPED = {
	/** As many steps have been taken as it was told. */
	budget: 0,
	/** All states have been gone on from. */
	done: 1,
	/** There is no room for another state. */
	room: 2,
	/** A list of states to hand over is full. */
	stuck: 3,
	/** An entry did not find its place before the end of the table. */
	tableEnd: 4,
	/** The level is done. */
	level: 5,
	/** There is no room for other nodes. */
	nodes: 6,
	/** A lane has more private states than there are numbers for. */
	lane: 7,
} as const;
