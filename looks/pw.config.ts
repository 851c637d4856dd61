import base from '../playwright.config';
const extra = (process.env.PW_ARGS ?? '').split(' ').filter(Boolean);
const options = base.use!.launchOptions!;
export default { ...base, testDir: '../tests/e2e', outputDir: '/tmp/t/pwout', webServer: base.webServer!.map((s: object) => ({ ...s, cwd: '/work/main' })), use: { ...base.use, serviceWorkers: (process.env.SW ?? 'allow') as 'allow', launchOptions: { ...options, args: [...options.args!, ...extra] } } };
