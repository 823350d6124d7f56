/** What the timeline panel and the extension say to each other. Plain data. */
import type { Detail, DetailKind } from "../../language-server/src/lsp/protocol/details";
import type { Location } from "../../language-server/src/lsp/protocol/location";
import type { RepairsResult } from "../../language-server/src/lsp/protocol/repairs";
import type { DifferentRunParams, TimelineRun, TimelinesResult } from "../../language-server/src/lsp/protocol/timelines";

export type ToPanel =
	/** Replaces everything that is shown; null where there is no scenario to show. */
	| { readonly kind: "show"; readonly timelines: TimelinesResult | null }
	/** The answer to `different`; null when there is no other run, undefined when the search was ended before. */
	| { readonly kind: "different"; readonly asked: string; readonly run: TimelineRun | null | undefined }
	/** The answer to `details`; null when there is none. */
	| { readonly kind: "details"; readonly section: DetailKind; readonly lines: readonly Detail[] | null }
	/** What makes the scenario safe, as far as that is known; null where there is nothing to repair. */
	| { readonly kind: "repairs"; readonly found: RepairsResult | null; readonly searching: boolean }
	/** The editor's cursor is in this line of this file. */
	| { readonly kind: "cursor"; readonly uri: string; readonly line: number };

export type FromPanel =
	/** The page is there and can be sent messages. */
	| { readonly kind: "ready" }
	| { readonly kind: "reveal"; readonly place: Location; readonly focus: boolean }
	/** Asks for a run of this kind with another racing pair; `asked` comes back with the answer. */
	| ({ readonly kind: "different"; readonly asked: string } & Pick<DifferentRunParams, "run" | "orders">)
	/** Asks for what a section holds. */
	| { readonly kind: "details"; readonly section: DetailKind; readonly fromNow?: boolean }
	/** Searches for all that makes the scenario safe, or ends that. */
	| { readonly kind: "findRepairs" }
	| { readonly kind: "stopRepairs" }
	/** Applies the repair with this title. */
	| { readonly kind: "applyRepair"; readonly title: string }
	| { readonly kind: "copy"; readonly text: string };
