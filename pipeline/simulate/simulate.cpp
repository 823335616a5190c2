#include "pipeline/simulate/simulate.h"
