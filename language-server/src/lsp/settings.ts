import type { Limits } from "../checker/result";

/** The user's settings for one document. */
export interface Settings {
	readonly limits: Limits;
	/** Searches the scenarios of files that are not open too, and not only their text. */
	readonly checksWorkspace: boolean;
	/** Steps of the losing run beside the lines. */
	readonly inlayHints: boolean;
	/** Names of parameters before arguments. */
	readonly parameterHints: boolean;
	readonly codeLenses: boolean;
	/** How often functions and properties are used, above them. */
	readonly referenceLenses: boolean;
}

/** The section of the client's settings that is ours. */
export const settingsSection = "raceline";

const MEGABYTE = 1024 * 1024;

/** What holds where the client has no settings; the same as in the extension's manifest. */
export const defaultSettings: Settings = readSettings(undefined);

/** Settings as a client sends them; what is missing or makes no sense is the default. */
export function readSettings(section: unknown): Settings {
	return {
		limits: {
			states: positive(at(section, "check", "maxStates"), 50_000_000),
			milliseconds: positive(at(section, "check", "maxSeconds"), 30) * 1000,
			bytes: positive(at(section, "check", "maxMemory"), 1024) * MEGABYTE,
			...(at(section, "check", "bitstate") === true && { bitstate: true }),
			...(at(section, "check", "threads") === 2 && { threads: 2 }),
		},
		checksWorkspace: at(section, "check", "workspace") === true,
		inlayHints: at(section, "inlayHints", "steps") !== false,
		parameterHints: at(section, "inlayHints", "parameters") !== false,
		referenceLenses: at(section, "codeLens", "references") === true,
		codeLenses: at(section, "codeLens", "verdict") !== false,
	};
}

function at(section: unknown, ...path: readonly string[]): unknown {
	let value = section;
	for (const key of path) value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
	return value;
}

function positive(value: unknown, otherwise: number): number {
	return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : otherwise;
}
