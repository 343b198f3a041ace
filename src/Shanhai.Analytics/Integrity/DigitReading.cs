namespace Shanhai.Analytics.Integrity;

/// <summary>How leading digits are read.</summary>
public enum DigitReading
{
    /// <summary>
    /// Truncation of x 10^(k-1-floor(log10 x)) in floating point and the divisor 39.0685 in the distortion factor:
    /// equal to benford.analysis to the last count, although 0.29 reads as 28 there. The default.
    /// </summary>
    AsBenfordAnalysis,

    /// <summary>The digits a person wrote (shortest decimal form): 0.29 reads as 29; divisor 39.0865.</summary>
    AsWritten,
}
