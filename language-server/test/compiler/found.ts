import { searchNow } from "../../src/checker/search";
import { compileSource } from "../compile-source";
import { textOf } from "../named";

/** What fails, and who hangs, in the first scenario of a source, which is searched to its end. */
export function foundIn(source: string): { readonly fails: readonly string[]; readonly hangs: readonly string[] } {
	const system = compileSource(source);
	const { result } = searchNow(system, {}, () => 0);
	if (!result.complete) throw new Error(`the search came to its limit: ${result.limit}`);
	return {
		fails: result.violations.map(({ failure }) => system.failures[failure].property),
		hangs: result.hangs.map(({ lane }) => textOf(system).lanes[lane].name),
	};
}
