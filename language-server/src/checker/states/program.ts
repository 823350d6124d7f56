/** A transition system ready to run on packed states, whichever way it is run. */

/** Bits of what a `LaneFunction` gives. Neither `MOVED` nor `FAILED` means that this way is blocked. */
export const MOVED = 1;
/** The step ended the run. */
export const FAILED = 2;
/** Assertions failed on the way, also where it is blocked in the end: they are in `Program.reports`. */
export const REPORTED = 4;
/** The step has other choices: the same call again makes the next ones. It must be made before any other lane's. */
export const MORE = 8;
/** From this bit on stands, with `MOVED`, the group of properties to look at, and with `FAILED` the failure. */
export const DETAIL_SHIFT = 4;

/** Takes a lane's next step from the packed state at `source[at]`; the state that it leads to is put into `target`. */
export type LaneFunction = (source: Int32Array, at: number, target: Int32Array) => number;
/** True when some property fails in the packed state at `source[at]`: what fails is then in `Program.reports`. */
export type GroupFunction = (source: Int32Array, at: number) => boolean;

export interface Program {
	readonly lanes: readonly LaneFunction[];
	/** As in `PropertyGroups.groups`. */
	readonly groups: readonly GroupFunction[];
	/** Failures that the last call has reported, in order. */
	readonly reports: readonly number[];
	/** Forgets the choices that are still to be made, when a call that gave `MORE` is not made again. */
	abandon(): void;
}
