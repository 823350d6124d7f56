/** What the matrix panel and the extension say to each other. Plain data. */

import type { Location } from "../../language-server/src/lsp/protocol/location";
import type { MatrixResult, MatrixUnder } from "../../language-server/src/lsp/protocol/matrix";

export type ToMatrix =
	/** The rows of these files will come; those that are shown hold no more. */
	| { readonly kind: "begin"; readonly scope: MatrixScope; readonly uris: readonly string[] }
	/** More rows. */
	| { readonly kind: "rows"; readonly part: MatrixResult }
	/** No more will come. */
	| { readonly kind: "end"; readonly end: MatrixEnd };

/** `failed`: the server could not be asked. */
export type MatrixEnd = "done" | "cancelled" | "failed";

export type FromMatrix =
	/** The page is there and can be sent messages. */
	| { readonly kind: "ready" }
	/** Shows a scenario under a configuration: its file and its timeline. */
	| { readonly kind: "open"; readonly place: Location; readonly scenario: string; readonly under: MatrixUnder }
	| { readonly kind: "cancel" }
	/** Asks for everything again; what is known comes at once. */
	| { readonly kind: "again" };

/** What a matrix is of: a file, or all files of the workspace. */
export type MatrixScope = { readonly kind: "file"; readonly uri: string } | { readonly kind: "workspace" };
