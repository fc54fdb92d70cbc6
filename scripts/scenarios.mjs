/** `pnpm scenarios`: runs the transcripts of packages/testkit/scenarios; with `--rewrite`, writes down what happens. */
import { runNode, tool } from './workspace.mjs';

const rewrites = process.argv.includes('--rewrite');
const rest = process.argv.slice(2).filter((word) => word !== '--' && word !== '--rewrite');
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', tool.jest];
const where = ['--selectProjects', 'packages/testkit', '--testPathPatterns', 'test/scenarios.test'];
const environment = rewrites ? { GAIOS_REWRITE_SCENARIOS: '1' } : {};
process.exitCode = await runNode([...jest, ...where, ...rest], environment);
