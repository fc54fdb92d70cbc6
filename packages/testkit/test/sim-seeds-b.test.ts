import { testSeeds } from './sim-seeds.ts';

testSeeds(121, 240);
