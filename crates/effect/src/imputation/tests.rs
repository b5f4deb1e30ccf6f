//! Tests of the imputation estimator.
