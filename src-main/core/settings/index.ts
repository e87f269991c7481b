export { keepReads, type KeptReads } from './kept-reads.ts';
export { createPlantSettings, type PlantSettings } from './plant-settings.ts';
