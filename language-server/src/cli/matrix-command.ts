/** `raceline matrix`: every scenario under every kernel, with each patch alone and each left out. */
import { lastWithout, type MatrixPlan, type MatrixRow, matrixRows } from "../explain/patches/matrix";
import { Behaviours } from "../explain/verdict/behaviours";
import { Slots } from "../ports/slots";
import { exitStatus } from "../report/check-report";
import { type FileMatrix, matrixJson, matrixMarkdown, matrixText } from "../report/matrix";
import type { Program } from "../semantics/program";
import { matrixPlan } from "../service/runs/patch-matrix";
import { type CommandLineHost, refuse } from "./host";
import type { MatrixOptions } from "./options";
import { readSoundInputs } from "./read-inputs";
import { INTERRUPTED, withSearches } from "./session";
import { unknownName } from "./unknown-name";

/** Writes the matrix. */
export async function matrixCommand(options: MatrixOptions, host: CommandLineHost): Promise<number> {
	const inputs = await readSoundInputs({ paths: options.paths }, host);
	if ("problem" in inputs) return refuse(host, inputs.problem);
	const { files } = inputs;
	const plan = planOf(files[0].program, options);
	if (typeof plan === "string") return refuse(host, plan);
	const total = files.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
	return await withSearches(options, host, { total, noun: "scenario" }, async (session) => {
		const behaviours = new Behaviours(session.search);
		const slots = new Slots(session.jobs);
		const rowsOf = (program: Program, scenario: MatrixRow["scenario"]): Promise<readonly MatrixRow[]> =>
			slots.run(async () => {
				const made = await matrixRows(program, scenario, plan, behaviours);
				session.advance();
				return made;
			});
		const matrices: FileMatrix[] = await Promise.all(
			files.map(async ({ program, reportFile, scenarios }) => ({
				file: reportFile.name,
				rows: (await Promise.all(scenarios.map((scenario) => rowsOf(program, scenario)))).flat(),
			})),
		);
		slots.close();
		if (session.interrupted) return INTERRUPTED;
		session.progress.clear();
		const write = { text: matrixText, markdown: matrixMarkdown, json: matrixJson }[options.format];
		host.out.write(write(matrices, plan));
		return exitStatus.met;
	});
}

/** What is asked about, or what is wrong with it. */
function planOf(program: Program, { kernels, patches, base, everySet }: MatrixOptions): MatrixPlan | string {
	const plan = matrixPlan(program, everySet);
	const unknownKernel = [...(kernels ?? []), ...(base === undefined ? [] : [base])].find(
		(name) => !program.kernels.some((kernel) => kernel.name === name),
	);
	if (unknownKernel !== undefined) return unknownName("kernel", unknownKernel, program.kernels);
	const unknownPatch = patches?.find((name) => !program.patches.some((patch) => patch.name === name));
	if (unknownPatch !== undefined) return unknownName("patch", unknownPatch, program.patches);
	const chosen = patches ?? plan.patches;
	return { kernels: kernels ?? plan.kernels, patches: chosen, base: base ?? lastWithout(program, chosen), everySet };
}
