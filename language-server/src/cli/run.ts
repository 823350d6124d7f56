import { exitStatus } from "../report/check-report";
import { backportCommand } from "./backport-command";
import { checkCommand } from "./check-command";
import { diffCommand } from "./diff-command";
import { explainCommand } from "./explain-command";
import { exportCommand } from "./export-command";
import { formatCommand } from "./format-command";
import { type CommandLineHost, complain } from "./host";
import { importCommand } from "./import-command";
import { matrixCommand } from "./matrix-command";
import { helpText, parseCommandLine } from "./options";

/**
 * Runs the command line `args` (without the program's name) and returns the exit status. A report that nobody got is
 * none.
 */
export async function run(args: readonly string[], host: CommandLineHost): Promise<number> {
	const status = await runCommand(args, host);
	const problem = await host.out.written();
	if (problem !== undefined) complain(host, `cannot write the output: ${problem}`);
	const untold = await host.err.written();
	return problem === undefined && untold === undefined ? status : exitStatus.unwritten;
}

async function runCommand(args: readonly string[], host: CommandLineHost): Promise<number> {
	const invocation = parseCommandLine(args);
	switch (invocation.kind) {
		case "help":
			host.out.write(helpText());
			return exitStatus.met;
		case "version":
			host.out.write(`raceline ${host.version}\n`);
			return exitStatus.met;
		case "invalid":
			complain(host, invocation.message);
			host.err.write("See raceline --help\n");
			return exitStatus.badInput;
		case "check":
			return await checkCommand(invocation.options, host);
		case "export":
			return await exportCommand(invocation.options, host);
		case "explain":
			return await explainCommand(invocation.options, host);
		case "matrix":
			return await matrixCommand(invocation.options, host);
		case "backport":
			return await backportCommand(invocation.options, host);
		case "diff":
			return await diffCommand(invocation.options, host);
		case "fmt":
			return await formatCommand(invocation.options, host);
		case "import":
			return await importCommand(invocation.options, host);
	}
}
