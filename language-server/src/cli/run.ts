import { exitStatus } from "../report/check-report";
import { checkCommand } from "./check-command";
import { exportCommand } from "./export-command";
import type { CommandLineHost } from "./host";
import { helpText, parseCommandLine } from "./options";

/** Runs the command line `args` (without the program's name) and returns the exit status. */
export async function run(args: readonly string[], host: CommandLineHost): Promise<number> {
	const invocation = parseCommandLine(args);
	switch (invocation.kind) {
		case "help":
			host.out.write(helpText());
			return exitStatus.met;
		case "version":
			host.out.write(`raceline ${host.version}\n`);
			return exitStatus.met;
		case "invalid":
			host.err.write(`raceline: ${invocation.message}\nSee raceline --help\n`);
			return exitStatus.badInput;
		case "check":
			return await checkCommand(invocation.options, host);
		case "export":
			return await exportCommand(invocation.options, host);
	}
}
