import type { MatrixCell, MatrixRow } from "../../explain/patches/matrix";
import { settingText } from "../../explain/patches/option-settings";
import type { Snapshot } from "../../service/workspace/snapshot";
import type { MatrixCellResult, MatrixRowResult } from "../protocol/matrix";
import type { ToLsp } from "../to-lsp";

/** A row of the matrix as a client is sent it. */
export function matrixRowToLsp({ uri }: Snapshot, row: MatrixRow, convert: ToLsp): MatrixRowResult {
	return {
		uri,
		scenario: row.scenario.symbol.name,
		options: settingText(row.setting),
		place: convert.location({ ...row.scenario.symbol.span, file: uri }),
		kernels: row.kernels.map(cellToLsp),
		without: cellToLsp(row.without),
		all: cellToLsp(row.all),
		alone: row.alone.map(cellToLsp),
		leftOut: row.leftOut.map(cellToLsp),
		smallest: row.smallest,
		decided: row.decided,
	};
}

function cellToLsp({ under, verdict, finding, states }: MatrixCell): MatrixCellResult {
	const { effect = "", message = "", subject = "" } = finding ?? {};
	return { under, verdict: verdict ?? null, effect, message, subject, states: states ?? 0 };
}
