"""Functions of TensorFlow, and ops of TensorFlow 2.3's TensorFlowOpLayer, that a draw by names does not reach.

    python functions.py DIR

Run with 2.3 (op layers) and with 2.9 and 2.15 (functions).
"""
import os, sys, numpy as np
os.environ['TF_CPP_MIN_LOG_LEVEL']='3'; os.environ['CUDA_VISIBLE_DEVICES']='-1'
import tensorflow as tf
out=sys.argv[1]; os.makedirs(out,exist_ok=True); rng=np.random.RandomState(5); raw=tf.raw_ops
f=lambda *s:rng.normal(size=s).astype('float32')
u=lambda *s:rng.uniform(0.02,0.98,size=s).astype('float32')
i=lambda n,*s:rng.randint(0,n,size=s).astype('int32')
w=lambda *s:np.array(["née","b","cç","dd","é"])[rng.randint(0,5,size=s)]
boxes=np.concatenate([u(1,40,2),u(1,40,2)+0.6],-1)
many=np.concatenate([u(3,40,2),u(3,40,2)+0.6],-1)
pixels=lambda x:tf.cast(x[0]*255,'uint8')
png=lambda x:tf.io.encode_png(pixels(x))
bmp=np.array([b'BM'+np.array([54+48,0,54,40,4,4],'<i4').tobytes()+np.array([1,24],'<i2').tobytes()+np.zeros(6,'<i4').tobytes()+bytes(range(0,96,2))],object)
codes=np.array([[0x68,0xe9,0x4f60],[0x1f600,0x41,0xd800]],'int32')
I=tf.image; L=tf.linalg; S=tf.strings; N=tf.nn; v1=tf.compat.v1; R=tf.random
functions={
 'jpeg_quality':(lambda x:I.adjust_jpeg_quality(x[0],35),u(1,16,24,3)),
 'jpeg_quality_gray':(lambda x:I.adjust_jpeg_quality(x[0],80),u(1,9,7,1)),
 'expm':(lambda x:L.expm(x),f(3,4,4)*np.array([.05,.4,3],'float32')[:,None,None]),
 'expm_large':(lambda x:L.expm(x),f(3,4,4)*np.array([.2,2,9],'float32')[:,None,None]),
 'expm_infinite':(lambda x:L.expm(x),np.full((2,2,2),np.inf,'float32')),
 'expm_float64':(lambda x:tf.cast(L.expm(tf.cast(x,'float64')),'float32'),f(6,3,3)*np.array([.003,.05,.3,.8,2,9],'float32')[:,None,None]),
 'ngrams':(lambda x:S.ngrams(x,2,separator='_'),w(3,5)),
 'ngrams_padded':(lambda x:S.ngrams(x,[2,3],pad_values=('<','>')),w(3,5)),
 'ngrams_width':(lambda x:S.ngrams(x,3,pad_values='#',padding_width=1),w(3,5)),
 'ngrams_short':(lambda x:S.ngrams(x,4,preserve_short_sequences=True),w(2,3)),
 'ngrams_deep':(lambda x:S.ngrams(x,2),w(2,3,4)),
 'unicode_encode':(lambda x:S.unicode_encode(x,'UTF-8'),codes),
 'unicode_encode_ignore':(lambda x:S.unicode_encode(x,'UTF-8',errors='ignore'),codes),
 'unicode_encode_replacement':(lambda x:S.unicode_encode(x,'UTF-8',replacement_char=63),codes),
 'unicode_encode_ragged':(lambda x:S.unicode_encode(tf.RaggedTensor.from_tensor(x,padding=0),'UTF-8'),np.array([[65,0,0],[233,66,0]],'int32')),
 'ngrams_ragged':(lambda x:S.ngrams(tf.RaggedTensor.from_tensor(x),2,pad_values='#').to_tensor(),w(2,4)),
 'draws':(lambda x:[R.stateless_uniform(tf.shape(x),(1,2),-1,3.),R.stateless_uniform(tf.shape(x),(3,-4),0,9,tf.int32),R.stateless_normal(tf.shape(x),(5,6)),R.stateless_truncated_normal(tf.shape(x),(7,8),1,2)],f(4,7)),
 'draws_more':(lambda x:[R.stateless_categorical(x,6,(1,2)),R.stateless_uniform(tf.shape(x),(1,2)),R.stateless_normal([tf.shape(x)[0],5],(1,2),.5,3.)],f(4,3)),
 'draws_int64':(lambda x:R.stateless_uniform(tf.shape(x),(9,1),-5,2**40,tf.int64),f(4,3)),
 'adjusted':(lambda x:I.stateless_random_saturation(I.stateless_random_contrast(x,.2,.9,seed=(1,2)),.3,.8,seed=(3,4)),u(2,5,4,3)),
 'sparse_xent':(lambda x,y:N.sparse_softmax_cross_entropy_with_logits(labels=x,logits=y),i(5,4),f(4,5)),
 'sparse_xent_deep':(lambda x,y:N.sparse_softmax_cross_entropy_with_logits(labels=x,logits=y),i(5,4,3),f(4,3,5)),
 'sparse_to_dense':(lambda x:v1.sparse_to_dense([[0,1],[2,0]],[3,4],x[0],default_value=1.5),f(1,2)),
 'approx_max_k':(lambda x:tf.math.approx_max_k(x,3),f(4,9)),
 'approx_min_k':(lambda x:tf.math.approx_min_k(x,3),f(4,9)),
 'approx_min_k_axis':(lambda x:tf.math.approx_min_k(x,2,reduction_dimension=1),f(4,6,3)),
 'qdq':(lambda x:tf.quantization.quantize_and_dequantize_v2(x,-1.5,2.0,num_bits=5,range_given=True),f(4,6)),
 'decode_gif':(lambda x:tf.cast(tf.io.decode_gif(tf.io.decode_base64(x[0])),'int32'),np.array(['R0lGODlhAQABAIAAAP___wAAACwAAAAAAQABAAACAkQBADs'])),
 'decode_compressed':(lambda x:tf.io.decode_compressed(tf.io.decode_base64(x),'ZLIB'),np.array(['eJwrTswpyy9SKCaTAgAVwBhw'])),
 'qdq_v4':(lambda x:raw.QuantizeAndDequantizeV4(input=x,input_min=-1.5,input_max=2.0,num_bits=5,range_given=True,narrow_range=True),f(4,6)),
 'decode_bmp':(lambda x:tf.cast(tf.io.decode_bmp(x[0]),'int32'),bmp),
 'nms_padded':(lambda b,s:I.non_max_suppression_padded(b[0],s[0],12,0.4,pad_to_max_output_size=True),boxes,u(1,40)),
 'nms_padded_cut':(lambda b,s:I.non_max_suppression_padded(b[0],s[0],40,0.3,0.5),boxes,u(1,40)),
 'nms_padded_batch':(lambda b,s:I.non_max_suppression_padded(b,s,9,0.4,0.2,pad_to_max_output_size=True),many,u(3,40)),
 'nms_padded_tiles':(lambda b,s:I.non_max_suppression_padded(b,s,9,0.4,pad_to_max_output_size=True,tile_size=8),many[:,:,[2,1,0,3]],u(3,40)),
 'nms_padded_sorted':(lambda b,s:I.non_max_suppression_padded(b,s,30,0.4,pad_to_max_output_size=True,sorted_input=True,canonicalized_coordinates=True),many-1,-np.sort(-u(3,40))),
 'nms_padded_v1':(lambda b,s:v1.image.non_max_suppression_padded(b[0],s[0],12,0.4,pad_to_max_output_size=True),boxes,u(1,40)),
 'nms_padded_v1_cut':(lambda b,s:v1.image.non_max_suppression_padded(b[0],s[0],40,0.3,0.5),boxes,u(1,40)),
}
ops={
 'real_div_int':(lambda x,y:raw.RealDiv(x=x,y=y),i(20,5)-9,np.array([2,0,-3,4,3],'int32')),
 'div_int':(lambda x,y:raw.Div(x=x,y=y),np.array([-7,7,5,-5,0],'int32'),np.array([2,2,-3,4,3],'int32')),
 'div':(lambda x,y:raw.Div(x=x,y=y),f(5),f(5)),
 'print':(lambda x:raw.Print(input=x,data=[x],message='m'),f(4,3)),
 'dynamic_stitch':(lambda x:raw.DynamicStitch(indices=[tf.constant([0,3]),tf.constant([2,1])],data=[x[:2],x[2:]]),f(4,3)),
 'print_none':(lambda x:raw.Print(input=x,data=[]),f(4,3)),
 'stitch_parts':(lambda x,y:raw.DynamicStitch(indices=[x,tf.constant([2])],data=[y,y[:1]]),np.array([1,0],'int32'),f(2,3)),
 'unravel_scalar':(lambda x:raw.UnravelIndex(indices=x[0],dims=[3,5]),i(15,1)),
 'glimpse':(lambda x:raw.ExtractGlimpse(input=x,size=[3,4],offsets=[[.1,-.2],[.3,.5]],noise='zero',uniform_noise=False),f(2,6,7,2)),
 'glimpse_v2':(lambda x:raw.ExtractGlimpseV2(input=x,size=[3,4],offsets=[[.1,-.2],[.3,.5]],noise='zero',uniform_noise=False),f(2,6,7,2)),
 'glimpse_random':(lambda x:raw.ExtractGlimpse(input=x,size=[3,4],offsets=[[.1,-.2],[.3,.5]]),f(2,6,7,2)),
 'nms4':(lambda b,s:raw.NonMaxSuppressionV4(boxes=b[0],scores=s[0],max_output_size=12,iou_threshold=.4,score_threshold=.1,pad_to_max_output_size=True),boxes,u(1,40)),
 'nms5':(lambda b,s:raw.NonMaxSuppressionV5(boxes=b[0],scores=s[0],max_output_size=12,iou_threshold=.4,score_threshold=.1,soft_nms_sigma=.5),boxes,u(1,40)),
 'conjugate_transpose':(lambda x:tf.math.real(raw.ConjugateTranspose(x=tf.complex(x,x),perm=[0,2,1])),f(2,3,4)),
 'unravel':(lambda x:raw.UnravelIndex(indices=x,dims=[3,5]),i(15,6)),
 'csv':(lambda x:raw.DecodeCSV(records=x,record_defaults=[tf.constant([1.5]),tf.constant([7.])]),np.array(['2.5,1',',4','3,'])),
 'png':(lambda x:tf.cast(tf.io.decode_png(raw.EncodePng(image=pixels(x))),'int32'),u(1,5,4,3)),
 'wav':(lambda x:raw.DecodeWav(contents=raw.EncodeWav(audio=x[0],sample_rate=8000))[0],u(1,9,1)),
 'sparse_xent_op':(lambda x,y:raw.SparseSoftmaxCrossEntropyWithLogits(features=y,labels=x)[0],i(5,4),f(4,5)),
}
if tf.__version__.startswith('2.3'): cases=dict(ops)
else: cases=dict(functions)
for n,(g,*a) in cases.items():
    try:
        kind=lambda x:'string' if x.dtype.kind in 'UOS' else x.dtype.name
        xs=[tf.keras.Input(batch_shape=(None,)+x.shape[1:],dtype=kind(x),name='x%d'%k) for k,x in enumerate(a)]
        y=g(*xs); y=list(y) if isinstance(y,(list,tuple)) else [y]
        m=tf.keras.Model(xs,y); run=tf.function(m,jit_compile=True) if 'approx' in n else m; v=run([tf.constant(list(x) if x.dtype.kind=='O' else x) for x in a] if len(a)>1 else tf.constant(list(a[0]) if a[0].dtype.kind=='O' else a[0]))
        v=list(v) if isinstance(v,(list,tuple)) else [v]
        m.save(out+'/'+n+'.h5')
        d={'in/%d/0'%k:x for k,x in enumerate(a)}; d.update({'out/%d/0'%k:np.asarray(x) for k,x in enumerate(v)})
        np.savez(out+'/'+n+'.npz',**d); print(n,'ok',[q.shape for q in v])
    except Exception as e: print(n,type(e).__name__,str(e)[:200].replace('\n',' '))
