package dev.kintsugi.engine.data;

/** How the leads of an electrocardiogram become modalities. */
public enum EcgLeads {
    /** Two modalities of six leads each: {@code limb} (I, II, III, aVR, aVL, aVF) and {@code chest} (V1 to V6). */
    GROUPS,
    /** Twelve modalities of one lead each. */
    SINGLE
}
