/**
 * The script of a report page: bundled into one file by the build, and put into each page. It makes charts of the pictures, and
 * sees to the buttons. A page is whole without it.
 */
import { startCharts } from './charts.ts';
import { startContents } from './contents.ts';
import { startCopying } from './copying.ts';
import { startPrinting } from './printing.ts';
import { startTheme } from './theme.ts';
import { startTrialsTables } from './trials-table.ts';

startTheme();
startContents();
startCopying();
startPrinting();
startTrialsTables();
startCharts();
