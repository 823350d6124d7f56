/** Which scenario's run is followed into the files of the kernel model. */
import type { AtPosition } from "./location";
import { request } from "./message";

/** Client to server: the scenarios of open documents whose run passes a file of the model. */
export const followableRequest = request<FollowableParams, readonly Followable[]>("raceline/followable");

export interface FollowableParams {
	readonly textDocument: { readonly uri: string };
}

export interface Followable extends AtPosition {
	readonly scenario: string;
	/** What stands above it. */
	readonly verdict: string;
	/** How many steps of its run are in the file. */
	readonly steps: number;
}

/** Client to server: from now on the run of the scenario at a position is followed. */
export const followRequest = request<AtPosition, null>("raceline/follow");
