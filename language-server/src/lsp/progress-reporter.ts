import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver";
import { t } from "../base/l10n";
import { quantity } from "../base/quantities";
import type { Workspace } from "../service/workspace/workspace";

/** Searches that answer sooner are not worth a progress bar. */
const DELAY = 500;

/** Shows that searches run and how far they have come, and lets the user cancel them. */
export class ProgressReporter {
	private timer: ReturnType<typeof setTimeout> | undefined;
	private reporter: WorkDoneProgressServerReporter | undefined;
	private starting = false;

	constructor(
		private readonly connection: Connection,
		private readonly workspace: Workspace,
	) {}

	/** To be called whenever searches may have started, ended or come further. */
	update(): void {
		const [first] = this.workspace.pending();
		if (first === undefined) return this.end();
		if (this.reporter) this.report();
		else if (this.timer === undefined && !this.starting) this.timer = setTimeout(() => void this.begin(), DELAY);
	}

	end(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		this.reporter?.done();
		this.reporter = undefined;
	}

	private async begin(): Promise<void> {
		this.timer = undefined;
		if (this.starting) return;
		this.starting = true;
		try {
			const reporter = await this.connection.window.createWorkDoneProgress();
			if (this.workspace.pending().length === 0) return;
			reporter.begin(t`Checking`, undefined, undefined, true);
			reporter.token.onCancellationRequested(() => this.workspace.cancelChecks());
			this.reporter = reporter;
			this.report();
		} catch (error) {
			this.connection.console.warn(`No progress: ${error}`);
		} finally {
			this.starting = false;
		}
	}

	private report(): void {
		const [first, ...others] = this.workspace.pending();
		if (first === undefined) return;
		const { states } = this.workspace.progress(first) ?? { states: 0 };
		const done = `${first.name}: ${quantity(states, "state")}`;
		this.reporter?.report(others.length > 0 ? t`${done}, ${others.length} waiting` : done);
	}
}
