-- What must be in a range of values, and not only may be: the bounds say so, each in its order.

CREATE INDEX "figure_lower_idx" ON "figure"("lower");
CREATE INDEX "figure_upper_idx" ON "figure"("upper");
