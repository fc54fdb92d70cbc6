import { testSeeds } from './sim-seeds.ts';

testSeeds(151, 150);
