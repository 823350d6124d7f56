import { judge } from "../../src/explain/verdict/judge";
import { analyzeProgram } from "../../src/semantics/analyze";
import type { Program } from "../../src/semantics/program";
import { parse } from "../../src/syntax/parser";
import { expectationsOf, outcomeOf } from "../samples/sample-files";

/**
 * Which expectations of a source on top of a model are not met, each with what came out; errors of the source where it
 * has any.
 */
export function unmetIn(model: Program, text: string): string[] {
	const program = analyzeProgram(model, [{ uri: "file:///test.race", tree: parse(text) }]);
	const errors = program.files[0].diagnostics.filter(({ severity }) => severity === "error");
	if (errors.length > 0) return errors.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);
	return expectationsOf(program).flatMap((one) => {
		const [judgment] = judge([one.expectation], new Map([[one.expectation.configuration.key, outcomeOf(one)]]));
		return judgment.met ? [] : [`${one.scenario.symbol.name}: ${one.expectation.text}: ${judgment.message}`];
	});
}
