/** Which configurations compile to the same: those that give the same answers to what compiling asks. */
import type { Configuration } from "../semantics/configuration";

/** What was asked of a configuration, and its answers. */
export interface Decisions {
	/** Patches, and whether each is applied. */
	readonly patches: ReadonlyMap<string, boolean>;
	/** Options with their values. */
	readonly options: ReadonlyMap<string, string | undefined>;
}

/** What a configuration says of these patches and options. */
export function decisionsOf(patches: Iterable<string>, options: Iterable<string>, configuration: Configuration): Decisions {
	return {
		patches: new Map([...patches].map((patch) => [patch, configuration.patches.includes(patch)])),
		options: new Map([...options].map((name) => [name, configuration.options.get(name)])),
	};
}

/** Whether a configuration says the same. */
export function decidesAlike({ patches, options }: Decisions, configuration: Configuration): boolean {
	for (const [patch, applied] of patches) if (configuration.patches.includes(patch) !== applied) return false;
	for (const [name, value] of options) if (configuration.options.get(name) !== value) return false;
	return true;
}
