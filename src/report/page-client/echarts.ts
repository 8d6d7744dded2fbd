import { CustomChart, LineChart, ParallelChart } from 'echarts/charts';
import { DataZoomComponent, GridComponent, ParallelComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([LineChart, CustomChart, ParallelChart, GridComponent, ParallelComponent]);
echarts.use([TooltipComponent, DataZoomComponent, SVGRenderer]);

/** Only what the charts need: the whole of echarts is twice as large. */
export const { init } = echarts;
export type Chart = ReturnType<typeof echarts.init>;
