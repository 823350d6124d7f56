/**
 * Patch matrices for a client: made beside what the editor asks for, on checkers of their own, with progress that can
 * be cancelled.
 *
 * Invariants: one is made at a time; what has been found out is remembered by content, so that the next one costs what
 * has changed; a verdict that was cut short by a cancellation is no verdict and is not remembered.
 */

import type { CancellationToken, Connection, WorkDoneProgressServerReporter } from "vscode-languageserver";
import { t } from "../base/l10n";
import type { Limits, SearchResult } from "../checker/result";
import type { Compile } from "../compiler/compilations";
import type { MatrixPlan } from "../explain/patches/matrix";
import { Behaviours } from "../explain/verdict/behaviours";
import type { VerdictStore } from "../explain/verdict/verdict-store";
import type { CheckerPort } from "../ports/checker-port";
import { SearchPool } from "../ports/search-pool";
import { releaseGroups } from "../semantics/releases";
import { matrixPlan, patchMatrix } from "../service/runs/patch-matrix";
import type { Snapshot } from "../service/workspace/snapshot";
import type { TransitionSystem } from "../system/transition-system";
import { matrixRowToLsp } from "./converters/matrix";
import type { DocumentView } from "./document-view";
import type { MatrixResult, MatrixRowResult } from "./protocol/matrix";

/** One that is there sooner is not worth a progress bar, in milliseconds. */
const DELAY = 300;
/** How many searches run at a time at most: the editor wants to be answered meanwhile. */
const MOST_CHECKERS = 2;

export class PatchMatrices {
	private last: Promise<unknown> = Promise.resolve();
	private remembered: { readonly limits: string; readonly behaviours: Behaviours } | undefined;
	private pool: SearchPool | undefined;
	/** Rejects when the matrix that is being made is cancelled. */
	private cancelled: Promise<never> = new Promise(() => {});

	constructor(
		private readonly connection: Connection,
		private readonly newChecker: () => CheckerPort,
		private readonly processors: number,
		private readonly verdicts: VerdictStore,
		private readonly compile: Compile,
	) {}

	/** The matrix of some documents; `tell` gets the rows as they come. */
	async make(
		documents: readonly DocumentView[],
		everySet: boolean,
		limits: Limits,
		token: CancellationToken,
		tell: (part: MatrixResult) => void,
	): Promise<MatrixResult> {
		const before = this.last;
		const made = before.then(() => this.makeNow(documents, everySet, limits, token, tell));
		this.last = made.catch(() => {});
		return await made;
	}

	dispose(): void {
		this.pool?.dispose();
	}

	private async makeNow(
		documents: readonly DocumentView[],
		everySet: boolean,
		limits: Limits,
		token: CancellationToken,
		tell: (part: MatrixResult) => void,
	): Promise<MatrixResult> {
		const [first] = documents;
		const groups = first ? releaseGroups(first.snapshot.program.kernels, first.snapshot.program.patches) : [];
		const plan: MatrixPlan = {
			...(first ? matrixPlan(first.snapshot.program, everySet) : { patches: [], base: "", everySet }),
			kernels: groups.map(({ releases }) => releases[releases.length - 1]),
		};
		const total = documents.reduce((sum, { snapshot }) => sum + snapshot.scenarios.length, 0);
		const rows: MatrixRowResult[] = [];
		let done = 0;
		const part = (rows: readonly MatrixRowResult[], done: number, cancelled: boolean): MatrixResult => ({
			kernels: groups.map(({ name }) => name),
			patches: plan.patches.map((name) => ({ name, title: titleOf(first.snapshot, name) })),
			base: plan.base,
			rows,
			done,
			total,
			cancelled,
		});
		const cancellation = new Cancellation(token);
		this.cancelled = cancellation.promise;
		const progress = new MatrixProgress(this.connection, total, () => cancellation.cancel());
		const behaviours = this.behavioursFor(limits);
		try {
			tell(part([], 0, false));
			for (const { snapshot, convert } of documents) {
				for await (const found of patchMatrix(snapshot, plan, behaviours)) {
					const converted = found.map((row) => matrixRowToLsp(snapshot, row, convert));
					rows.push(...converted);
					tell(part(converted, ++done, false));
					progress.report(done, found[0].scenario.symbol.name);
				}
			}
			return part(rows, done, false);
		} catch (error) {
			if (!cancellation.requested) throw error;
			// Ends the searches that run.
			this.pool?.dispose();
			this.pool = undefined;
			return part(rows, done, true);
		} finally {
			cancellation.dispose();
			progress.end();
		}
	}

	private behavioursFor(limits: Limits): Behaviours {
		const key = JSON.stringify(limits);
		if (this.remembered?.limits === key) return this.remembered.behaviours;
		this.pool?.dispose();
		this.pool = undefined;
		const search = (system: TransitionSystem): Promise<SearchResult> => {
			this.pool ??= new SearchPool(this.newChecker, limits, Math.min(this.processors, MOST_CHECKERS), () => {});
			return this.unlessCancelled(this.pool.search(system));
		};
		const breathe = () => this.unlessCancelled(new Promise<void>((resolve) => setTimeout(resolve, 0)));
		const known = this.verdicts.through(search, limits);
		const behaviours = new Behaviours((system) => this.unlessCancelled(known(system)), breathe, this.compile);
		this.remembered = { limits: key, behaviours };
		return behaviours;
	}

	private unlessCancelled<T>(work: Promise<T>): Promise<T> {
		return Promise.race([work, this.cancelled]);
	}
}

/** A cancellation as a promise. */
class Cancellation {
	requested = false;
	readonly promise: Promise<never>;
	private reject: (reason: Error) => void = () => {};
	private readonly subscription: { dispose(): void };

	constructor(token: CancellationToken) {
		this.promise = new Promise((_, reject) => {
			this.reject = reject;
		});
		// Nobody need be waiting when it comes.
		this.promise.catch(() => {});
		this.subscription = token.onCancellationRequested(() => this.cancel());
		if (token.isCancellationRequested) this.cancel();
	}

	cancel(): void {
		this.requested = true;
		this.reject(new Error("the matrix was cancelled"));
	}

	dispose(): void {
		this.subscription.dispose();
	}
}

/** A progress bar with a way to cancel, for a matrix that takes long. */
class MatrixProgress {
	private reporter: WorkDoneProgressServerReporter | undefined;
	private ended = false;
	private readonly timer: ReturnType<typeof setTimeout>;

	constructor(
		private readonly connection: Connection,
		private readonly total: number,
		private readonly cancel: () => void,
	) {
		this.timer = setTimeout(() => void this.begin(), DELAY);
	}

	report(done: number, name: string): void {
		this.reporter?.report(Math.round((100 * done) / this.total), t`${done} of ${this.total}, ${name}`);
	}

	end(): void {
		this.ended = true;
		clearTimeout(this.timer);
		this.reporter?.done();
	}

	private async begin(): Promise<void> {
		try {
			const reporter = await this.connection.window.createWorkDoneProgress();
			if (this.ended) return;
			reporter.begin(t`Patch matrix`, 0, undefined, true);
			reporter.token.onCancellationRequested(this.cancel);
			this.reporter = reporter;
		} catch (error) {
			this.connection.console.warn(`No progress: ${error}`);
		}
	}
}

function titleOf({ program }: Snapshot, patch: string): string {
	return program.patches.find(({ name }) => name === patch)?.entries.title ?? "";
}
