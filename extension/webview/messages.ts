/** What the timeline panel and the extension say to each other. Plain data. */
import type { Place, TimelinesResult } from "../../language-server/src/lsp/protocol";

export type ToPanel =
	/** Replaces everything that is shown; null where there is no scenario to show. */
	| { readonly kind: "show"; readonly timelines: TimelinesResult | null }
	/** The editor's cursor is in this line of this file. */
	| { readonly kind: "cursor"; readonly uri: string; readonly line: number };

export type FromPanel =
	/** The page is there and can be sent messages. */
	| { readonly kind: "ready" }
	| { readonly kind: "reveal"; readonly place: Place; readonly focus: boolean }
	| { readonly kind: "copy"; readonly text: string };
