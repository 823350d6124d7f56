/** `raceline explain`: losing runs for a commit message, a page or a program. */
import { type CheckedScenario, checkScenario } from "../explain/check-scenario";
import { exitStatus } from "../report/check-report";
import { type Explained, explanation } from "../report/explanation";
import { jsonReport } from "../report/json";
import { suggest } from "../semantics/suggest";
import type { CommandLineHost } from "./host";
import type { ExplainOptions } from "./options";
import { readInputs } from "./read-inputs";
import { withSearches } from "./session";

/** Writes the runs of the scenarios that fail; fails itself when there are none. */
export async function explainCommand(options: ExplainOptions, host: CommandLineHost): Promise<number> {
	const refuse = (problem: string, status: number = exitStatus.badInput): number => {
		host.err.write(`raceline: ${problem}\n`);
		return status;
	};
	const inputs = await readInputs({ paths: [options.path], kernel: options.kernel }, host);
	if ("problem" in inputs) return refuse(inputs.problem);
	const [file, ...others] = inputs.files;
	if (file === undefined || others.length > 0)
		return refuse(`one file is explained at a time, and ${options.path} stands for ${inputs.files.length}`);
	const error = file.diagnostics.find(({ severity }) => severity === "error");
	if (error) return refuse(`${file.reportFile.name} has errors, the first: ${error.message}`);
	const wanted = file.scenarios.filter(({ symbol }) => options.scenario === undefined || symbol.name === options.scenario);
	if (wanted.length === 0) {
		const close = suggest(
			options.scenario ?? "",
			file.scenarios.map(({ symbol }) => symbol.name),
		);
		return refuse(`no scenario called '${options.scenario}'${close === undefined ? "" : `; did you mean '${close}'?`}`);
	}
	return await withSearches(options, host, { total: wanted.length, noun: "scenario" }, async (session) => {
		const checked: CheckedScenario[] = [];
		for (const scenario of wanted) {
			checked.push(await checkScenario(file.program, scenario, session.search, options.maxSeconds * 1000));
			session.advance();
		}
		if (session.interrupted) return exitStatus.undecided;
		const runs = checked.flatMap((one) => explainedRun(one) ?? []);
		if (runs.length === 0)
			return refuse("nothing to explain: no interleaving fails under the kernels that are asked about", exitStatus.unmet);
		session.progress.clear();
		if (options.format === "json") {
			const report = jsonReport([{ file: file.reportFile, diagnostics: [], scenarios: checked }], inputs.places);
			host.out.write(`${JSON.stringify(report, undefined, "\t")}\n`);
		} else {
			const { format } = options;
			host.out.write(runs.map((run) => explanation(run, format)).join("\n"));
		}
		return exitStatus.met;
	});
}

/** The run that a scenario is told by: under its own kernel, else of the first expectation that some run belongs to. */
function explainedRun({ scenario, checks, judgments }: CheckedScenario): Explained | undefined {
	const { name } = scenario.symbol;
	const own = checks[0]?.outcome;
	if (own && own.findings.length > 0) {
		const asked = judgments.find((judgment) => judgment.outcome === own && judgment.finding !== undefined)?.finding;
		return { scenario: name, outcome: own, finding: asked ?? own.findings[0] };
	}
	const judged = judgments.find(({ finding, outcome }) => finding !== undefined && outcome !== undefined);
	return judged?.finding && judged.outcome ? { scenario: name, outcome: judged.outcome, finding: judged.finding } : undefined;
}
