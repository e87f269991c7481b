export { createPlans, type PlansDeps } from './plans.ts';
