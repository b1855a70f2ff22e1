/*
 * The C interface of Slotwise's native library: OpenFHE's CKKS scheme behind opaque handles.
 *
 * Conventions, which hold for every function below
 *
 * - A function returns a sw_status: SW_OK (0) or what went wrong. Results are out-parameters, which
 *   are written only when SW_OK is returned (the exceptions are said). The last argument is where
 *   the details of a failure go; it belongs to the caller and may be null. On success it is left
 *   untouched. No C++ exception ever leaves the library.
 * - A null handle or a null array whose length is not zero is SW_INVALID_ARGUMENT, except that
 *   every sw_*_destroy accepts null and does nothing.
 * - Handles returned through an out-parameter belong to the caller, who destroys each exactly once.
 *   A handle keeps alive what it needs: a ciphertext may outlive the context handle it came from.
 * - Array lengths are counted in elements and are checked.
 *
 * Threads
 *
 * - Any function may be called from any thread, and one thread's calls need no common state: a
 *   caller may move between system threads from one call to the next.
 * - A handle may be read by many threads at once. A function that changes a ciphertext (the
 *   *_in_place functions and sw_ciphertext_set_noise_scale_degree) needs it for itself, and no
 *   handle may be destroyed while a call uses it.
 * - OpenFHE keeps contexts and evaluation keys in process-wide tables that it does not guard. The
 *   library holds one process-wide lock: exclusively while contexts or keys are made, loaded or
 *   released and while anything is deserialized, shared for everything else. Waiting writers go
 *   before new readers.
 * - Each call runs on the calling thread alone, also when OpenFHE was built with OpenMP.
 *
 * Words
 *
 * - limb: one prime factor q_i of the ciphertext modulus Q; a fresh ciphertext at level 0 has all
 * of them, each level drops one, the last first.
 * - noise scale degree: how many scaling factors a ciphertext's message is multiplied by: 1 when
 *   fresh, the sum at a multiplication, one less after a rescale.
 * - component: a ciphertext of k components is c_0 + c_1 s + ... + c_(k-1) s^(k-1). Fresh ones have
 *   2, a product without relinearisation has (k_1 + k_2 - 1).
 * - slots: how many numbers a ciphertext holds.
 * - key tag: the text by which OpenFHE links a secret key, its public and evaluation keys, and the
 *   ciphertexts encrypted under it.
 */
#ifndef SLOTWISE_H
#define SLOTWISE_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define SW_API
#else
#define SW_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Raised whenever a declaration of this header changes; sw_library_describe tells the library's.
 */
#define SW_ABI_VERSION 2

/* ---------------------------------------------------------------------------------------------
 * Status and errors
 * ------------------------------------------------------------------------------------------- */

/** What every function returns: one of the codes below. */
typedef int32_t sw_status;

enum {
  /** The call did what it says. */
  SW_OK = 0,
  /** An argument is null, out of range, or does not fit the others; the message gives the numbers.
   */
  SW_INVALID_ARGUMENT = 1,
  /** The operation needs a relinearisation or rotation key that this process does not hold. */
  SW_MISSING_KEY = 2,
  /** The data to deserialize is truncated, corrupt or of another kind. */
  SW_CORRUPT_DATA = 3,
  /** Decryption succeeded in form but its result is noise: OpenFHE found too little precision. */
  SW_PRECISION_LOST = 4,
  /** Memory ran out. */
  SW_OUT_OF_MEMORY = 5,
  /** OpenFHE refused; the message is OpenFHE's own. */
  SW_OPENFHE_ERROR = 6,
  /** A fault of this library. */
  SW_INTERNAL_ERROR = 7
};

/** Size of the message in sw_error, the terminating zero included. */
#define SW_ERROR_MESSAGE_CAPACITY 1024

/** Details of a failed call, owned by the caller. */
typedef struct sw_error {
  /** The status that the call returned. */
  sw_status status;
  /** UTF-8, zero-terminated, cut to fit. */
  char message[SW_ERROR_MESSAGE_CAPACITY];
} sw_error;

/* ---------------------------------------------------------------------------------------------
 * Handles
 * ------------------------------------------------------------------------------------------- */

/** CKKS parameters with all that OpenFHE precomputes for them, and the evaluation keys it owns. */
typedef struct sw_context sw_context;
/** Encrypts. */
typedef struct sw_public_key sw_public_key;
/** Decrypts, encrypts, and makes evaluation keys. Secret. */
typedef struct sw_private_key sw_private_key;
/** An encoded vector of real numbers. */
typedef struct sw_plaintext sw_plaintext;
/** An encrypted vector of real numbers. */
typedef struct sw_ciphertext sw_ciphertext;
/** What several rotations of one ciphertext have in common, computed once. */
typedef struct sw_rotation_digits sw_rotation_digits;
/** Bytes that the library allocated. */
typedef struct sw_buffer sw_buffer;
/** A compiled program of integer operations on ciphertext tensors. */
typedef struct sw_program sw_program;
/** One evaluation of a program on one group of ciphertexts. */
typedef struct sw_run sw_run;

/* ---------------------------------------------------------------------------------------------
 * Library
 * ------------------------------------------------------------------------------------------- */

/** What the library is made of. Texts are UTF-8 and zero-terminated. */
typedef struct sw_library_info {
  /** SW_ABI_VERSION of the header that the library was built with. */
  int32_t abi_version;
  /** Bits of OpenFHE's native integer: 64. */
  int32_t native_integer_bits;
  /** 1 if OpenFHE was built with OpenMP (calls are pinned to one thread all the same), else 0. */
  int32_t openmp;
  /** 1 if the library checks the type of every handle it is given (debug builds), else 0. */
  int32_t checks_handles;
  /** Version of Slotwise's native library, such as "0.1.0". */
  char version[32];
  /** Version of OpenFHE, such as "1.4.2". */
  char openfhe_version[32];
  /** Where the build found OpenFHE: "installed" or "sdk", a colon, and which. */
  char openfhe_origin[192];
} sw_library_info;

/** Describes the library. */
SW_API sw_status sw_library_describe(sw_library_info *info, sw_error *error);

/* ---------------------------------------------------------------------------------------------
 * Context
 * ------------------------------------------------------------------------------------------- */

/** Security levels of the Homomorphic Encryption Standard, for the largest modulus Q*P. */
enum {
  /** No check: the caller chose ring dimension and modulus. The ring dimension must be given. */
  SW_SECURITY_NOT_SET = 0,
  SW_SECURITY_128_CLASSIC = 1,
  SW_SECURITY_192_CLASSIC = 2,
  SW_SECURITY_256_CLASSIC = 3,
  SW_SECURITY_128_QUANTUM = 4,
  SW_SECURITY_192_QUANTUM = 5,
  SW_SECURITY_256_QUANTUM = 6
};

/** How scales are kept. */
enum {
  /** The caller rescales; operands of a sum must agree in level and degree. */
  SW_SCALING_FIXED_MANUAL = 0,
  /** OpenFHE rescales and adjusts levels; one scaling factor for all levels. */
  SW_SCALING_FIXED_AUTO = 1,
  /** OpenFHE rescales and adjusts; an exact scaling factor for each level. */
  SW_SCALING_FLEXIBLE_AUTO = 2,
  /** As above, with one more limb so that the first product costs no precision. */
  SW_SCALING_FLEXIBLE_AUTO_EXT = 3
};

/** How key switching (relinearisation, rotation) decomposes a ciphertext. */
enum {
  /**
   * By limbs and, with a digit size, bits: no special primes, larger keys for many limbs. Without a
   * digit size it adds noise as large as a limb: fine before a rescale, too much for rotations.
   */
  SW_KEY_SWITCH_BV = 0,
  /** By large digits with special primes P, which count towards the security limit. */
  SW_KEY_SWITCH_HYBRID = 1
};

/** Distribution of the secret key's coefficients. */
enum {
  /** Gaussian, as the errors. */
  SW_SECRET_GAUSSIAN = 0,
  /** -1, 0, 1 with equal probability. */
  SW_SECRET_UNIFORM_TERNARY = 1,
  /** Ternary of fixed Hamming weight, for bootstrapping. */
  SW_SECRET_SPARSE_TERNARY = 2
};

/** CKKS parameters. Fields are constants of the enumerations above or counts. */
typedef struct sw_parameters {
  /** SW_SECURITY_*. */
  int32_t security_level;
  /** SW_SCALING_*. */
  int32_t scaling_technique;
  /** SW_KEY_SWITCH_*. */
  int32_t key_switch_technique;
  /** SW_SECRET_*. */
  int32_t secret_key_distribution;
  /** Power of two N, or 0: the smallest that the security level allows. */
  uint32_t ring_dimension;
  /** How many rescales a fresh ciphertext allows: Q has (depth + 1) limbs. 0 to 200. */
  uint32_t multiplicative_depth;
  /** Bits of the scaling factor and of the limbs after the first: 15 to 59. */
  uint32_t scaling_modulus_bits;
  /** Bits of the first limb, which must hold the result: scaling_modulus_bits to 60. */
  uint32_t first_modulus_bits;
  /** Slots: a power of two up to N/2, or 0: N/2. */
  uint32_t batch_size;
  /** BV: bits of a digit, or 0: one digit a limb. Up to 30. */
  uint32_t digit_size;
  /** HYBRID: number of digits, or 0: OpenFHE's choice. */
  uint32_t large_digits;
  /**
   * Highest power of the secret that relinearisation keys are made for, at least 2: 2 takes a
   * product of two fresh ciphertexts back to 2 components.
   */
  uint32_t max_relinearisation_degree;
} sw_parameters;

/** What follows from the parameters. */
typedef struct sw_context_info {
  /** N. */
  uint32_t ring_dimension;
  /** Numbers that a ciphertext holds. */
  uint32_t slots;
  /** Limbs of a ciphertext at level 0. */
  uint32_t ciphertext_modulus_count;
  /** Special primes of HYBRID key switching; 0 for BV. */
  uint32_t special_modulus_count;
  /** log2 of the product of the ciphertext moduli. */
  double log2_ciphertext_modulus;
  /** log2 of the product of the special moduli; 0 when there are none. */
  double log2_special_modulus;
} sw_context_info;

/** Fills in parameters that suit a first try: 128 bits classic, FIXED_MANUAL, HYBRID, ternary. */
SW_API sw_status sw_parameters_defaults(sw_parameters *parameters, sw_error *error);

/**
 * Creates a context. Equal parameters give a handle on the same OpenFHE object, which OpenFHE keeps
 * until the process ends: two users in one process share tables of constants, nothing secret. Each
 * handle owns its evaluation keys on its own.
 *
 * SW_INVALID_ARGUMENT if a parameter is out of range; SW_OPENFHE_ERROR, with OpenFHE's numbers, if
 * the ring dimension is too small for the security level or no primes of that size exist.
 */
SW_API sw_status sw_context_create(const sw_parameters *parameters, sw_context **context,
                                   sw_error *error);

/** Destroys the handle and gives up the evaluation keys that it owns. */
SW_API sw_status sw_context_destroy(sw_context *context, sw_error *error);

/**
 * The parameters of the context, all resolved: none of ring_dimension and batch_size is 0. Also
 * for a deserialized context; there bit sizes are read off the moduli.
 */
SW_API sw_status sw_context_parameters(const sw_context *context, sw_parameters *parameters,
                                       sw_error *error);

/** What follows from the parameters. */
SW_API sw_status sw_context_describe(const sw_context *context, sw_context_info *info,
                                     sw_error *error);

/** The primes q_0, q_1, ... of Q in limb order; length must be ciphertext_modulus_count. */
SW_API sw_status sw_context_ciphertext_moduli(const sw_context *context, uint64_t *moduli,
                                              size_t length, sw_error *error);

/** The special primes of P; length must be special_modulus_count. */
SW_API sw_status sw_context_special_moduli(const sw_context *context, uint64_t *moduli,
                                           size_t length, sw_error *error);

/** The scaling factor of a fresh ciphertext at a level, 0 to ciphertext_modulus_count - 1. */
SW_API sw_status sw_context_scaling_factor(const sw_context *context, uint32_t level,
                                           double *scaling_factor, sw_error *error);

/* ---------------------------------------------------------------------------------------------
 * Keys
 *
 * Evaluation keys (relinearisation and rotation keys) live in OpenFHE's process-wide tables by key
 * tag. Each context handle that generates or loads keys of a tag becomes one of their owners;
 * loading keys that the process holds already only adds an owner. They are dropped when their last
 * owner is destroyed or releases them. Operations find them by the tag of the ciphertext, whichever
 * handle owns them.
 * ------------------------------------------------------------------------------------------- */

/** Makes a key pair with a new key tag. */
SW_API sw_status sw_key_pair_generate(const sw_context *context, sw_public_key **public_key,
                                      sw_private_key **private_key, sw_error *error);

SW_API sw_status sw_public_key_destroy(sw_public_key *key, sw_error *error);

/** Destroys the handle. OpenFHE does not wipe the memory of a secret key. */
SW_API sw_status sw_private_key_destroy(sw_private_key *key, sw_error *error);

/**
 * Writes the key tag, zero-terminated. Sets *length to its length without the zero, and writes the
 * text if capacity is more than that; else SW_INVALID_ARGUMENT (with *length set all the same).
 */
SW_API sw_status sw_public_key_tag(const sw_public_key *key, char *tag, size_t capacity,
                                   size_t *length, sw_error *error);

/** As sw_public_key_tag. */
SW_API sw_status sw_private_key_tag(const sw_private_key *key, char *tag, size_t capacity,
                                    size_t *length, sw_error *error);

/**
 * Makes the relinearisation keys of the private key's tag, for powers of the secret up to
 * max_relinearisation_degree, and makes the context handle one of their owners. Keys that exist
 * already are kept.
 */
SW_API sw_status sw_relinearisation_keys_generate(sw_context *context,
                                                  const sw_private_key *private_key,
                                                  sw_error *error);

/**
 * Makes the rotation keys for steps (positive: to the left; absolute value below the slot count;
 * not 0) and makes the context handle an owner of the tag's rotation keys. Steps whose key exists
 * already are kept.
 */
SW_API sw_status sw_rotation_keys_generate(sw_context *context, const sw_private_key *private_key,
                                           const int32_t *steps, size_t count, sw_error *error);

/**
 * Highest power of the secret that the relinearisation keys of a tag (zero-terminated) remove: 0 if
 * this process holds none, 2 if products of fresh ciphertexts can be relinearised.
 */
SW_API sw_status sw_relinearisation_degree(const sw_context *context, const char *tag,
                                           uint32_t *degree, sw_error *error);

/** Sets *exists to 1 if this process holds the key to rotate ciphertexts of the tag by step, else
 * 0. */
SW_API sw_status sw_rotation_key_exists(const sw_context *context, const char *tag, int32_t step,
                                        int32_t *exists, sw_error *error);

/** Gives up the context handle's evaluation keys of a tag; does nothing if it owns none. */
SW_API sw_status sw_evaluation_keys_release(sw_context *context, const char *tag, sw_error *error);

/* ---------------------------------------------------------------------------------------------
 * Plaintexts
 * ------------------------------------------------------------------------------------------- */

/** What a plaintext is. */
typedef struct sw_plaintext_info {
  uint32_t level;
  uint32_t noise_scale_degree;
  uint32_t limb_count;
  uint32_t slots;
  /** The factor that its values were multiplied by. */
  double scaling_factor;
} sw_plaintext_info;

/**
 * Encodes 1 to `slots` finite numbers; the slots after them hold 0.
 *
 * noise_scale_degree is 1 or more; level is 0 to ciphertext_modulus_count - 1. Encode what is to be
 * added at the ciphertext's level and degree, what is to be multiplied at its level and degree 1.
 * Numbers so small that all coefficients of the encoding round to 0 become zeros.
 * SW_INVALID_ARGUMENT names the first number that is not finite; SW_OPENFHE_ERROR if a number is
 * too large for the scaling factor and modulus.
 */
SW_API sw_status sw_plaintext_encode(const sw_context *context, const double *values, size_t length,
                                     uint32_t noise_scale_degree, uint32_t level,
                                     sw_plaintext **plaintext, sw_error *error);

SW_API sw_status sw_plaintext_destroy(sw_plaintext *plaintext, sw_error *error);

SW_API sw_status sw_plaintext_describe(const sw_plaintext *plaintext, sw_plaintext_info *info,
                                       sw_error *error);

/* ---------------------------------------------------------------------------------------------
 * Ciphertexts
 * ------------------------------------------------------------------------------------------- */

/** What a ciphertext is. */
typedef struct sw_ciphertext_info {
  uint32_t level;
  uint32_t noise_scale_degree;
  uint32_t limb_count;
  uint32_t component_count;
  uint32_t slots;
  uint32_t ring_dimension;
  /** The factor that OpenFHE takes the message to be multiplied by. */
  double scaling_factor;
} sw_ciphertext_info;

/** Encrypts a plaintext of the same context under a public key. */
SW_API sw_status sw_encrypt_public(const sw_public_key *key, const sw_plaintext *plaintext,
                                   sw_ciphertext **ciphertext, sw_error *error);

/** Encrypts a plaintext of the same context under a private key: faster, and with less noise. */
SW_API sw_status sw_encrypt_private(const sw_private_key *key, const sw_plaintext *plaintext,
                                    sw_ciphertext **ciphertext, sw_error *error);

/**
 * Decrypts the first `length` slots, 1 to the slot count. Any number of components is accepted.
 * *log2_precision (may be null) becomes OpenFHE's estimate of the precision of the values in bits.
 *
 * SW_INVALID_ARGUMENT if the ciphertext was encrypted under another key or context;
 * SW_PRECISION_LOST if OpenFHE finds that the result is noise: an overflow, a forgotten rescale, or
 * a wrong noise scale degree. An overflow can also go unnoticed.
 */
SW_API sw_status sw_decrypt(const sw_private_key *key, const sw_ciphertext *ciphertext,
                            double *values, size_t length, double *log2_precision, sw_error *error);

SW_API sw_status sw_ciphertext_clone(const sw_ciphertext *ciphertext, sw_ciphertext **clone,
                                     sw_error *error);

SW_API sw_status sw_ciphertext_destroy(sw_ciphertext *ciphertext, sw_error *error);

SW_API sw_status sw_ciphertext_describe(const sw_ciphertext *ciphertext, sw_ciphertext_info *info,
                                        sw_error *error);

/** As sw_public_key_tag. */
SW_API sw_status sw_ciphertext_key_tag(const sw_ciphertext *ciphertext, char *tag, size_t capacity,
                                       size_t *length, sw_error *error);

/**
 * Declares how many scaling factors the message is multiplied by (1 or more), and sets OpenFHE's
 * scaling factor to match. The residues stay as they are. FIXED_MANUAL and FIXED_AUTO only.
 */
SW_API sw_status sw_ciphertext_set_noise_scale_degree(sw_ciphertext *ciphertext, uint32_t degree,
                                                      sw_error *error);

/**
 * Copies the residues of one limb of one component: `length` = N numbers below q_limb, in the
 * evaluation (NTT) form and order of OpenFHE.
 */
SW_API sw_status sw_ciphertext_residues(const sw_ciphertext *ciphertext, uint32_t component,
                                        uint32_t limb, uint64_t *residues, size_t length,
                                        sw_error *error);

/**
 * Builds a ciphertext from residues in the form of sw_ciphertext_residues, ordered
 * [component][limb][N]: length = component_count * limb_count * N. There are 2 or more components
 * and 1 to ciphertext_modulus_count limbs; the level is the number of limbs left out. The scaling
 * factor is the context's at that level to the power of noise_scale_degree (1 or more). key_tag is
 * zero-terminated and not empty.
 *
 * SW_INVALID_ARGUMENT names the first residue that is not below its modulus.
 */
SW_API sw_status sw_ciphertext_from_residues(const sw_context *context, const char *key_tag,
                                             const uint64_t *residues, size_t length,
                                             uint32_t component_count, uint32_t limb_count,
                                             uint32_t noise_scale_degree,
                                             sw_ciphertext **ciphertext, sw_error *error);

/* ---------------------------------------------------------------------------------------------
 * Evaluation
 *
 * Both operands of a binary operation must be of one context and, for two ciphertexts, of one key.
 * Under FIXED_MANUAL they must have as many limbs (a product and a sum) and the same noise scale
 * degree (a sum); anything else is SW_INVALID_ARGUMENT with the numbers, where OpenFHE alone would
 * adjust one of them or give a wrong result. Under the other scaling techniques OpenFHE adjusts.
 *
 * An *_in_place function leaves its first operand unchanged when it fails with SW_INVALID_ARGUMENT
 * or SW_MISSING_KEY; after any other failure that operand may only be destroyed.
 * ------------------------------------------------------------------------------------------- */

/** left + right. */
SW_API sw_status sw_add(const sw_ciphertext *left, const sw_ciphertext *right,
                        sw_ciphertext **result, sw_error *error);
SW_API sw_status sw_add_in_place(sw_ciphertext *left, const sw_ciphertext *right, sw_error *error);
SW_API sw_status sw_add_plaintext(const sw_ciphertext *left, const sw_plaintext *right,
                                  sw_ciphertext **result, sw_error *error);
SW_API sw_status sw_add_plaintext_in_place(sw_ciphertext *left, const sw_plaintext *right,
                                           sw_error *error);
/** Adds a finite number to every slot, at the ciphertext's own scale. */
SW_API sw_status sw_add_scalar(const sw_ciphertext *left, double right, sw_ciphertext **result,
                               sw_error *error);
SW_API sw_status sw_add_scalar_in_place(sw_ciphertext *left, double right, sw_error *error);

/** left - right. */
SW_API sw_status sw_subtract(const sw_ciphertext *left, const sw_ciphertext *right,
                             sw_ciphertext **result, sw_error *error);
SW_API sw_status sw_subtract_in_place(sw_ciphertext *left, const sw_ciphertext *right,
                                      sw_error *error);
SW_API sw_status sw_subtract_plaintext(const sw_ciphertext *left, const sw_plaintext *right,
                                       sw_ciphertext **result, sw_error *error);
SW_API sw_status sw_subtract_plaintext_in_place(sw_ciphertext *left, const sw_plaintext *right,
                                                sw_error *error);
SW_API sw_status sw_subtract_scalar(const sw_ciphertext *left, double right, sw_ciphertext **result,
                                    sw_error *error);
SW_API sw_status sw_subtract_scalar_in_place(sw_ciphertext *left, double right, sw_error *error);

/** -operand. */
SW_API sw_status sw_negate(const sw_ciphertext *operand, sw_ciphertext **result, sw_error *error);
SW_API sw_status sw_negate_in_place(sw_ciphertext *operand, sw_error *error);

/** left * right, relinearised; SW_MISSING_KEY without a relinearisation key. */
SW_API sw_status sw_multiply(const sw_ciphertext *left, const sw_ciphertext *right,
                             sw_ciphertext **result, sw_error *error);
/** left * right with (components of left + components of right - 1) components; needs no key. */
SW_API sw_status sw_multiply_no_relin(const sw_ciphertext *left, const sw_ciphertext *right,
                                      sw_ciphertext **result, sw_error *error);
/** left * right slot by slot; the degrees add up. */
SW_API sw_status sw_multiply_plaintext(const sw_ciphertext *left, const sw_plaintext *right,
                                       sw_ciphertext **result, sw_error *error);
SW_API sw_status sw_multiply_plaintext_in_place(sw_ciphertext *left, const sw_plaintext *right,
                                                sw_error *error);
/** Multiplies every slot by a finite number, rounded at the scaling factor; the degree grows by 1.
 */
SW_API sw_status sw_multiply_scalar(const sw_ciphertext *left, double right, sw_ciphertext **result,
                                    sw_error *error);
SW_API sw_status sw_multiply_scalar_in_place(sw_ciphertext *left, double right, sw_error *error);
/** Multiplies every slot by an integer, exactly; level, degree and scaling factor stay. */
SW_API sw_status sw_multiply_integer(const sw_ciphertext *left, int64_t right,
                                     sw_ciphertext **result, sw_error *error);
SW_API sw_status sw_multiply_integer_in_place(sw_ciphertext *left, int64_t right, sw_error *error);

/** operand * operand, relinearised; SW_MISSING_KEY without a relinearisation key. */
SW_API sw_status sw_square(const sw_ciphertext *operand, sw_ciphertext **result, sw_error *error);
SW_API sw_status sw_square_in_place(sw_ciphertext *operand, sw_error *error);
/** operand * operand with (2 * components - 1) components; needs no key. */
SW_API sw_status sw_square_no_relin(const sw_ciphertext *operand, sw_ciphertext **result,
                                    sw_error *error);

/**
 * Back to 2 components. SW_MISSING_KEY if the process holds no relinearisation keys of the tag, or
 * only for lower powers of the secret.
 */
SW_API sw_status sw_relinearise(const sw_ciphertext *operand, sw_ciphertext **result,
                                sw_error *error);
SW_API sw_status sw_relinearise_in_place(sw_ciphertext *operand, sw_error *error);

/**
 * Divides message, scale and noise by the last limb and drops it; the degree falls by 1.
 * SW_INVALID_ARGUMENT if only one limb is left, the degree is 1, or fewer limbs would be left than
 * the degree that is left. Does nothing but copy under the
 * automatic techniques, where OpenFHE rescales by itself.
 */
SW_API sw_status sw_rescale(const sw_ciphertext *operand, sw_ciphertext **result, sw_error *error);
SW_API sw_status sw_rescale_in_place(sw_ciphertext *operand, sw_error *error);

/**
 * Drops the last `limbs` limbs without changing message or scale: 0 to limb_count - 1, leaving no
 * fewer limbs than the noise scale degree. FIXED_MANUAL only; the automatic techniques drop limbs
 * by themselves.
 */
SW_API sw_status sw_drop_limbs(const sw_ciphertext *operand, uint32_t limbs, sw_ciphertext **result,
                               sw_error *error);
SW_API sw_status sw_drop_limbs_in_place(sw_ciphertext *operand, uint32_t limbs, sw_error *error);

/**
 * Rotates the slots by `step` to the left (negative: to the right); 0 copies. The operand must have
 * 2 components. SW_MISSING_KEY without the rotation key of that step.
 */
SW_API sw_status sw_rotate(const sw_ciphertext *operand, int32_t step, sw_ciphertext **result,
                           sw_error *error);

/** Computes what all rotations of a 2-component ciphertext have in common. */
SW_API sw_status sw_rotation_digits_create(const sw_ciphertext *operand,
                                           sw_rotation_digits **digits, sw_error *error);
SW_API sw_status sw_rotation_digits_destroy(sw_rotation_digits *digits, sw_error *error);

/**
 * As sw_rotate of the ciphertext that the digits were made from, which they keep; cheaper from the
 * second rotation on. The digits are only read: many threads may rotate with them at once.
 */
SW_API sw_status sw_rotate_hoisted(const sw_rotation_digits *digits, int32_t step,
                                   sw_ciphertext **result, sw_error *error);

/* ---------------------------------------------------------------------------------------------
 * Serialization, in OpenFHE's binary format
 *
 * The data bear neither version nor checksum: whoever stores them adds both. A deserializer takes a
 * context handle and refuses objects of other parameters (SW_INVALID_ARGUMENT); what cannot be read
 * is SW_CORRUPT_DATA. Data altered with intent are not detected: check where they come from.
 * ------------------------------------------------------------------------------------------- */

/** Where the bytes are and how many; valid until the buffer is destroyed. */
SW_API sw_status sw_buffer_contents(const sw_buffer *buffer, const uint8_t **data, size_t *size,
                                    sw_error *error);
SW_API sw_status sw_buffer_destroy(sw_buffer *buffer, sw_error *error);

/** The context's parameters; holds no keys. */
SW_API sw_status sw_context_serialize(const sw_context *context, sw_buffer **buffer,
                                      sw_error *error);
/** If the process has a context of equal parameters, the handle is on that one. */
SW_API sw_status sw_context_deserialize(const uint8_t *data, size_t size, sw_context **context,
                                        sw_error *error);

SW_API sw_status sw_public_key_serialize(const sw_public_key *key, sw_buffer **buffer,
                                         sw_error *error);
SW_API sw_status sw_public_key_deserialize(const sw_context *context, const uint8_t *data,
                                           size_t size, sw_public_key **key, sw_error *error);

/** The buffer holds the secret: sw_buffer_destroy wipes it. */
SW_API sw_status sw_private_key_serialize(const sw_private_key *key, sw_buffer **buffer,
                                          sw_error *error);
SW_API sw_status sw_private_key_deserialize(const sw_context *context, const uint8_t *data,
                                            size_t size, sw_private_key **key, sw_error *error);

/** The relinearisation keys of one tag; SW_MISSING_KEY if the process holds none. */
SW_API sw_status sw_relinearisation_keys_serialize(const sw_context *context, const char *tag,
                                                   sw_buffer **buffer, sw_error *error);
/** Loads keys and makes the context handle an owner of each of their tags. */
SW_API sw_status sw_relinearisation_keys_deserialize(sw_context *context, const uint8_t *data,
                                                     size_t size, sw_error *error);

/** The rotation keys of one tag, all steps; SW_MISSING_KEY if the process holds none. */
SW_API sw_status sw_rotation_keys_serialize(const sw_context *context, const char *tag,
                                            sw_buffer **buffer, sw_error *error);
/** Loads keys, steps that exist already being kept, and makes the context handle an owner. */
SW_API sw_status sw_rotation_keys_deserialize(sw_context *context, const uint8_t *data, size_t size,
                                              sw_error *error);

SW_API sw_status sw_ciphertext_serialize(const sw_ciphertext *ciphertext, sw_buffer **buffer,
                                         sw_error *error);
SW_API sw_status sw_ciphertext_deserialize(const sw_context *context, const uint8_t *data,
                                           size_t size, sw_ciphertext **ciphertext,
                                           sw_error *error);

/* ---------------------------------------------------------------------------------------------
 * Kernels: the library's own modular arithmetic, compiled for several instruction sets
 * ------------------------------------------------------------------------------------------- */

enum {
  /** The best that this CPU runs. */
  SW_KERNEL_BEST = 0,
  /** Standard C++, for any CPU. */
  SW_KERNEL_PLAIN = 1,
  /** AVX2 and FMA. */
  SW_KERNEL_AVX2 = 2,
  /** AVX-512 F, DQ, BW and VL. */
  SW_KERNEL_AVX512 = 3,
  /** The same with VNNI byte products for matrices of 8-bit weights. */
  SW_KERNEL_AVX512_VNNI = 4
};

/** Sets *supported to 1 if this build holds the kernel and this CPU runs it, else 0. */
SW_API sw_status sw_kernel_supported(int32_t kernel, int32_t *supported, sw_error *error);

/** Sets *kernel to what SW_KERNEL_BEST stands for. */
SW_API sw_status sw_kernel_best(int32_t *kernel, sw_error *error);

/* ---------------------------------------------------------------------------------------------
 * Ciphertext tensors
 *
 * A tensor is memory of the caller that holds the residues of `rows` ciphertexts of one context,
 * all with as many components and limbs (the first `limbs` of the context), in evaluation form and
 * OpenFHE's order of points, as
 *
 *   [limb][slab][row][component][point]     with SW_SLAB_POINTS points in each of N / 16 slabs,
 *
 * each residue a little-endian integer of bytes_per_residue bytes. What belongs to one slab of one
 * limb lies together, because that is what an evaluation reads at a time.
 * ------------------------------------------------------------------------------------------- */

/** Points of a slab of a tensor. */
#define SW_SLAB_POINTS 16

/** What a tensor holds. */
typedef struct sw_tensor_shape {
  /** Ciphertexts, at least 1. */
  uint32_t rows;
  /** Components of each, at least 2. */
  uint32_t components;
  /** Limbs of each, 1 to ciphertext_modulus_count of the context. */
  uint32_t limbs;
  /** 5 if all these limbs' moduli are below 2^40, else 8. */
  uint32_t bytes_per_residue;
} sw_tensor_shape;

/** Sets *bytes to the size of a tensor. */
SW_API sw_status sw_tensor_bytes(const sw_context *context, const sw_tensor_shape *shape,
                                 size_t *bytes, sw_error *error);

/**
 * Copies the residues of `count` ciphertexts into as many rows of a tensor from first_row on: some
 * at once take less time, because rows lie side by side in each slab. They must have the tensor's
 * limbs and at most its components; those that they lack become zeros. `size` must be
 * sw_tensor_bytes. Different rows may be stored by several threads at once.
 */
SW_API sw_status sw_tensor_store(const sw_context *context, const sw_tensor_shape *shape,
                                 uint8_t *tensor, size_t size, uint32_t first_row,
                                 const sw_ciphertext *const *ciphertexts, size_t count,
                                 sw_error *error);

/**
 * Builds the ciphertext of a row, under a key tag and with a noise scale degree as
 * sw_ciphertext_from_residues. SW_CORRUPT_DATA if a residue is not below its modulus.
 */
SW_API sw_status sw_tensor_load(const sw_context *context, const sw_tensor_shape *shape,
                                const uint8_t *tensor, size_t size, uint32_t row,
                                const char *key_tag, uint32_t noise_scale_degree,
                                sw_ciphertext **ciphertext, sw_error *error);

/**
 * Checks that all residues of one limb are below its modulus; SW_CORRUPT_DATA if not. Several
 * threads may check several limbs at once.
 */
SW_API sw_status sw_tensor_check(const sw_context *context, const sw_tensor_shape *shape,
                                 const uint8_t *tensor, size_t size, uint32_t limb,
                                 sw_error *error);

/* ---------------------------------------------------------------------------------------------
 * Programs
 *
 * A program computes values from the tensor that it is given: value 0 is the input, value i + 1
 * what operation i makes, the last value is the result. Each value has rows, components and limbs;
 * its integers live modulo the product of its limbs, and every operation is exact in them.
 *
 * A program is made by sw_program_create, calls that append to it, and sw_program_finish. After
 * that it never changes and several threads may use it; before, it is for one thread. Any weight
 * and constant is allowed: they are reduced modulo each limb. Those that are small are fast.
 *
 * The moduli of all limbs used must be below 2^42.
 * ------------------------------------------------------------------------------------------- */

/** Starts a program on input of the given shape, compiled for SW_KERNEL_*. */
SW_API sw_status sw_program_create(const sw_context *context, int32_t kernel, uint32_t input_rows,
                                   uint32_t input_components, uint32_t input_limbs,
                                   sw_program **program, sw_error *error);

SW_API sw_status sw_program_destroy(sw_program *program, sw_error *error);

/**
 * Adds a matrix of weights[output * inputs + input] for dense blocks to share, and sets *matrix to
 * its number. length = outputs * inputs.
 */
SW_API sw_status sw_program_add_matrix(sw_program *program, const int64_t *weights, size_t length,
                                       uint32_t outputs, uint32_t inputs, uint32_t *matrix,
                                       sw_error *error);

/**
 * Appends a linear map of one or several values (of as many limbs) with `rows` rows: first its
 * constants alone, in doubles that hold integers of any size, which are added to every slot (to
 * each residue of component 0). The calls below add to it, until another operation is appended.
 * Its components are the most of its inputs.
 */
SW_API sw_status sw_program_add_linear(sw_program *program, const uint32_t *inputs,
                                       size_t input_count, const double *bias, size_t rows,
                                       sw_error *error);

/**
 * Adds to the rows output_rows[i] of the linear map appended last the sum over j of
 * matrix[i][j] * (row gather[j] of input number `input` of that map); -1 in gather is a row of
 * zeros. No output row twice in one block. The lengths must be the matrix's.
 */
SW_API sw_status sw_program_add_dense_block(sw_program *program, uint32_t input,
                                            const int32_t *gather, size_t gather_length,
                                            const int32_t *output_rows, size_t output_row_count,
                                            uint32_t matrix, sw_error *error);

/** Adds weights[i] * (row input_rows[i] of the input) to row output_rows[i], for each i. */
SW_API sw_status sw_program_add_diagonal_block(sw_program *program, uint32_t input,
                                               const int32_t *input_rows,
                                               const int32_t *output_rows, const int64_t *weights,
                                               size_t length, sw_error *error);

/**
 * Appends x * (square * x + linear) + constant, row by row, as products of ciphertexts without
 * relinearisation: components 2c - 1. `linear` and `constant` are integers of any size in doubles
 * as sw_program_add_linear's bias.
 */
SW_API sw_status sw_program_add_quadratic(sw_program *program, uint32_t input,
                                          const int64_t *square, const double *linear,
                                          const double *constant, size_t rows, sw_error *error);

/** Appends the product of two values of as many rows and limbs, row by row, not relinearised. */
SW_API sw_status sw_program_add_product(sw_program *program, uint32_t left, uint32_t right,
                                        sw_error *error);

/**
 * Appends a value with `drops` limbs less and then rescaled `rescales` times, any number of
 * components. Dropping changes no integer; rescaling divides by the last modulus and rounds, as
 * sw_rescale.
 */
SW_API sw_status sw_program_add_barrier(sw_program *program, uint32_t input, uint32_t drops,
                                        uint32_t rescales, sw_error *error);

/** What a finished program makes and takes. */
typedef struct sw_program_info {
  /** Shape of the result. */
  uint32_t output_rows;
  uint32_t output_components;
  uint32_t output_limbs;
  /** Phases of a run; the tasks of a phase may run when all of the phase before are done. */
  uint32_t phases;
  /** Bytes that one running task uses. */
  uint64_t workspace_bytes;
  /** The most bytes that a run keeps between phases, besides input and result. */
  uint64_t stored_bytes;
  /** Bytes of the program itself: weights, constants, tables of transforms. */
  uint64_t program_bytes;
} sw_program_info;

/** Completes a program. SW_INVALID_ARGUMENT if it has no operation. */
SW_API sw_status sw_program_finish(sw_program *program, sw_error *error);

/** Describes a finished program. */
SW_API sw_status sw_program_describe(const sw_program *program, sw_program_info *info,
                                     sw_error *error);

/** Sets *tasks to the number of tasks of a phase, at least 1. */
SW_API sw_status sw_program_tasks(const sw_program *program, uint32_t phase, uint32_t *tasks,
                                  sw_error *error);

/**
 * Prepares an evaluation of a finished program. Input and output are tensors of the caller (the
 * output's residues need not be set) that must stay where they are until the run is destroyed. The
 * shapes' rows, components and limbs must be the program's, the sizes sw_tensor_bytes. Residues of
 * the input are taken to be below their moduli: sw_tensor_check tells.
 */
SW_API sw_status sw_run_create(const sw_program *program, const sw_tensor_shape *input_shape,
                               const uint8_t *input, size_t input_size,
                               const sw_tensor_shape *output_shape, uint8_t *output,
                               size_t output_size, sw_run **run, sw_error *error);

/**
 * Runs one task, for a few milliseconds. Each task of each phase must run exactly once, phase by
 * phase; tasks of one phase may run at once on several threads. The output is complete when all
 * have run.
 */
SW_API sw_status sw_run_task(sw_run *run, uint32_t phase, uint32_t task, sw_error *error);

SW_API sw_status sw_run_destroy(sw_run *run, sw_error *error);

#ifdef __cplusplus
}
#endif

#endif /* SLOTWISE_H */
